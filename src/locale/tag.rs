//! Language tags. Input: what an author wrote. Output: a [`Lang`].

use std::borrow::Cow;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language as a BCP 47 tag, such as `en-GB`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Lang(pub String);

impl Lang {
    /// The primary subtag in lower case: `en` of `en-GB`.
    pub fn primary(&self) -> Cow<'_, str> {
        let own = self.0.split(['-', '_']).next().unwrap_or_default();
        match own.bytes().any(|letter| letter.is_ascii_uppercase()) {
            true => Cow::Owned(own.to_ascii_lowercase()),
            false => Cow::Borrowed(own),
        }
    }

    /// Whether its primary subtag is one of those given in lower case.
    pub fn is_one_of(&self, primaries: &[&str]) -> bool {
        let own = self.0.split(['-', '_']).next().unwrap_or_default();
        primaries.iter().any(|primary| own.eq_ignore_ascii_case(primary))
    }

    /// The subtags after the primary one: script, region, variants, extensions.
    pub fn subtags(&self) -> impl Iterator<Item = &str> {
        self.0.split(['-', '_']).skip(1)
    }
}

/// Why a language could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language tag: use one such as en, en-GB or zh-Hans")]
pub struct LangError(pub String);

impl FromStr for Lang {
    type Err = LangError;

    /// Reads a well-formed BCP 47 tag, checking only its syntax: subtags of 1 to 8 letters and
    /// digits, the first of two or three letters.
    fn from_str(text: &str) -> Result<Self, LangError> {
        let subtag = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let mut parts = text.split('-');
        let primary = parts.next().unwrap_or_default();
        let named =
            (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic());
        let sound = named && parts.all(subtag);
        if sound { Ok(Lang(text.to_string())) } else { Err(LangError(text.to_string())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_their_shape() {
        for good in ["en", "en-GB", "zh-Hans", "gsw", "de-CH-1996"] {
            assert_eq!(good.parse(), Ok(Lang(good.into())));
        }
        for wrong in ["", "e", "english", "en_GB", "en-", "en-überlang", "12"] {
            assert_eq!(wrong.parse::<Lang>(), Err(LangError(wrong.into())));
        }
    }
}
