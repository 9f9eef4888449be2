//! From a page to its content stream. Enters: a [`Page`](super::pages::Page). Leaves: PDF operators.
