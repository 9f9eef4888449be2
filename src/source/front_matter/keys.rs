//! The keys of front matter. Input: a key. Output: whether it means something, here or to a site
//! generator.

/// The keys that mean something, each with its other names.
pub(super) const KEYS: [&str; 22] = [
    "title",
    "headline",
    "subtitle",
    "standfirst",
    "description",
    "summary",
    "author",
    "authors",
    "date",
    "place",
    "section",
    "category",
    "categories",
    "tags",
    "keywords",
    "lang",
    "language",
    "image",
    "cover",
    "kicker",
    "draft",
    "slug",
];

/// Keys of site generators that do not concern an article's content.
pub(super) const FOREIGN: [&str; 13] = [
    "layout",
    "permalink",
    "weight",
    "order",
    "template",
    "comments",
    "published",
    "aliases",
    "url",
    "type",
    "id",
    "excerpt",
    "toc",
];

/// Further keys of site generators. They are told from mistyped ones, but are not what shows that
/// words between two rules are front matter.
pub(super) const OF_SITES: [&str; 27] = [
    "linktitle",
    "lastmod",
    "publishdate",
    "expirydate",
    "resources",
    "cascade",
    "menu",
    "menus",
    "params",
    "build",
    "_build",
    "headless",
    "outputs",
    "sitemap",
    "markup",
    "iscjklanguage",
    "translationkey",
    "series",
    "images",
    "videos",
    "audio",
    "featuredimage",
    "featured_image",
    "featureimage",
    "feature_image",
    "banner",
    "thumbnail",
];

/// Keys of vaults and of programs that clip and export that do not concern an article's content.
pub(super) const OF_VAULTS: [&str; 18] = [
    "alias",
    "cssclass",
    "cssclasses",
    "publish",
    "modified",
    "updated",
    "updated_at",
    "last_modified",
    "date modified",
    "kanban-plugin",
    "excalidraw-plugin",
    "linter-yaml-title-alias",
    "dg-publish",
    "dg-home",
    "word_count",
    "highlights",
    "sticker",
    "color",
];

/// Whether a key means something here or to a site generator.
pub(super) fn is_known(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    KEYS.contains(&key.as_str()) || FOREIGN.contains(&key.as_str())
}
