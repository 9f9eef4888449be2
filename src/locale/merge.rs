//! How one file builds on another. Input: two tables. Output: one, in which the words of the second
//! stand over those of the first.

use toml::{Table, Value};

/// Lays `over` on `base`: tables key by key, lists one after the other, and of anything else what
/// `over` says.
pub(super) fn merge(base: &mut Table, over: &Table) {
    for (key, value) in over {
        match (base.get_mut(key), value) {
            (Some(Value::Table(base)), Value::Table(over)) => merge(base, over),
            (Some(Value::Array(base)), Value::Array(over)) => base.extend(over.iter().cloned()),
            _ => {
                base.insert(key.clone(), value.clone());
            }
        }
    }
}
