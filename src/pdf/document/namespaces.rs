//! The namespaces of structure types in a PDF 2.0. Input: the types that are used. Output: a
//! dictionary for each namespace; ours says which standard types stand for our own (ISO 32000-2,
//! 14.7.4).

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use crate::pdf::tags::versions::Namespace;
use std::collections::BTreeMap;

/// Their dictionaries.
pub(super) struct Namespaces {
    first: ObjectId,
    second: ObjectId,
    own: ObjectId,
}

impl Namespaces {
    /// Makes room for them.
    pub(super) fn reserve(document: &mut Document) -> Self {
        let mut id = || document.new_object_id();
        Namespaces { first: id(), second: id(), own: id() }
    }

    /// The dictionary of one.
    pub(super) fn of(&self, space: Namespace) -> ObjectId {
        match space {
            Namespace::Pdf17 => self.first,
            Namespace::Pdf20 => self.second,
            Namespace::Own => self.own,
        }
    }

    /// Writes them. Leaves their list.
    pub(super) fn write(&self, document: &mut Document, roles: &Roles) -> Vec<Object> {
        let role = |(own, (name, space)): (&&'static str, &(&'static str, Namespace))| {
            let standard: Vec<Object> = vec![(*name).into(), self.of(*space).into()];
            (*own, Object::from(standard))
        };
        let roles: Dictionary = roles.iter().map(role).collect();
        let spaces = [
            (self.first, namespace("http://iso.org/pdf/ssn")),
            (self.second, namespace("http://iso.org/pdf2/ssn")),
            (self.own, {
                let mut own = namespace(concat!(env!("CARGO_PKG_REPOSITORY"), "/structure"));
                own.set("RoleMapNS", roles);
                own
            }),
        ];
        let write = |(id, dict): (ObjectId, Dictionary)| {
            document.objects.insert(id, dict.into());
            id.into()
        };
        spaces.into_iter().map(write).collect()
    }
}

fn namespace(name: &str) -> Dictionary {
    dictionary! { "Type" => "Namespace", "NS" => Object::string_literal(name) }
}

/// The standard types of those of our types that are used.
pub(super) type Roles = BTreeMap<&'static str, (&'static str, Namespace)>;
