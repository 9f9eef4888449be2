//! The files of `assets/locales`, which the program carries. Output: each with its language's code,
//! in the order of the codes.

macro_rules! files {
    ($($code:literal)*) => {
        /// Code and TOML of every language that has a file.
        pub(super) const FILES: &[(&str, &str)] = &[
            $(($code, include_str!(concat!("../../assets/locales/", $code, ".toml"))),)*
        ];
    };
}

files! {
    "ar" "arc" "be" "bg" "bs" "ca" "ckb" "cs" "da" "de" "dv" "el" "en" "es" "et" "eu" "fa" "fi"
    "fr" "gl" "he" "hr" "hu" "hy" "is" "it" "ja" "ka" "ko" "lt" "lv" "mk" "nb" "nl" "nn" "no" "pl"
    "ps" "pt" "rm" "ro" "ru" "sd" "sk" "sl" "sq" "sv" "syr" "tr" "ug" "uk" "und" "ur" "yi" "yue"
    "zh"
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::FILES;

    #[test]
    fn every_file_is_listed_once_and_in_order() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let found: BTreeSet<String> = files.map(|name| name.into_string().unwrap()).collect();
        let listed: Vec<String> = FILES.iter().map(|(code, _)| format!("{code}.toml")).collect();
        assert_eq!(listed, found.into_iter().collect::<Vec<_>>(), "list them above");
    }
}
