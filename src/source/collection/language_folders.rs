//! Folders of languages. Input: the name of a folder. Output: the language it is of, and what that calls
//! itself.

/// Languages that sites are written in, with what each calls itself.
const LANGUAGES: [(&str, &str); 64] = [
    ("af", "Afrikaans"),
    ("ar", "العربية"),
    ("az", "Azərbaycanca"),
    ("be", "Беларуская"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("bs", "Bosanski"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("cy", "Cymraeg"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("eo", "Esperanto"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("eu", "Euskara"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fil", "Filipino"),
    ("fr", "Français"),
    ("ga", "Gaeilge"),
    ("gl", "Galego"),
    ("gu", "ગુજરાતી"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("hy", "Հայերեն"),
    ("id", "Bahasa Indonesia"),
    ("is", "Íslenska"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ka", "ქართული"),
    ("kk", "Қазақша"),
    ("ko", "한국어"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("mk", "Македонски"),
    ("mn", "Монгол"),
    ("mr", "मराठी"),
    ("ms", "Bahasa Melayu"),
    ("nb", "Norsk bokmål"),
    ("ne", "नेपाली"),
    ("nl", "Nederlands"),
    ("no", "Norsk"),
    ("pcm", "Naijá"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sa", "संस्कृतम्"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sr", "Српски"),
    ("sv", "Svenska"),
    ("sw", "Kiswahili"),
    ("ta", "தமிழ்"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
];

/// The tag of the language that a folder is named by: `fr`, `pt_br`, `zh-Hans`.
pub(super) fn language(folder: &str) -> Option<String> {
    let folder = folder.trim_start_matches('_');
    let mut parts = folder.split(['-', '_']);
    let primary = parts.next()?;
    if folder.len() > 8 || !LANGUAGES.iter().any(|(code, _)| *code == primary.to_ascii_lowercase())
    {
        return None;
    }
    let sound =
        |part: &str| matches!(part.len(), 2 | 4) && part.bytes().all(|b| b.is_ascii_alphabetic());
    let rest: Vec<&str> = parts.collect();
    (rest.len() <= 1 && rest.iter().all(|part| sound(part)))
        .then(|| folder.replace('_', "-").to_lowercase())
}

/// What a language calls itself, with its script or region where the tag has one.
pub(super) fn name(tag: &str) -> String {
    let (primary, rest) = tag.split_once('-').unwrap_or((tag, ""));
    let name = LANGUAGES.iter().find(|(code, _)| *code == primary).map_or(tag, |(_, name)| name);
    match (primary, rest) {
        (_, "") => name.to_owned(),
        ("zh", "hans" | "cn" | "sg") => "简体中文".to_owned(),
        ("zh", "hant" | "tw" | "hk") => "繁體中文".to_owned(),
        (_, region) => format!("{name} ({})", region.to_uppercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_languages_are_told_from_others() {
        assert_eq!(language("fr").as_deref(), Some("fr"));
        assert_eq!(language("zh_TW").as_deref(), Some("zh-tw"));
        assert_eq!(language("_pt-br").as_deref(), Some("pt-br"));
        for other in ["docs", "en-route", "it-works", "", "api"] {
            assert_eq!(language(other), None, "{other}");
        }
        assert_eq!(name("zh-hans"), "简体中文");
        assert_eq!(name("pt-br"), "Português (BR)");
    }
}
