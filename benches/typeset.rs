//! How long setting takes: a weekly's worth of paragraphs shaped and prepared, and broken into
//! lines.

#[path = "support/text.rs"]
mod text;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use offprint::article::Lang;
use offprint::theme::{Align, Caps, Family, Figures, LineTokens};
use offprint::typeset::{
    Fonts, LetterStyle, LineBreaks, Measure, Paragraph, ParagraphStyle, Segment, Shaper,
};

fn prepare(shaper: &mut Shaper<'_>, texts: &[String]) -> Vec<Paragraph> {
    let letters = LetterStyle {
        family: Family::Serif,
        weight: 400,
        italic: false,
        size: 9.7,
        tracking: 0.0,
        caps: Caps::Normal,
        figures: Figures::OldStyle,
        rise: 0.0,
    };
    let style = ParagraphStyle {
        lang: Lang("en".into()),
        align: Align::Justify,
        hyphenate: true,
        balance: false,
        indent: 12.0,
        widest_word: f64::INFINITY,
        lines: LineTokens::default(),
    };
    let paragraph = |text: &String| {
        shaper.paragraph(&[Segment { text, letters, key: 0, hyphenate: true, lang: None }], &style)
    };
    texts.iter().map(paragraph).collect()
}

fn benches(criterion: &mut Criterion) {
    let fonts = Fonts::embedded();
    let texts = text::paragraphs(728, 1);
    let measure = Measure::even(240.2);
    criterion.bench_function("prepare 72,800 words", |bench| {
        bench.iter(|| prepare(&mut Shaper::new(&fonts), black_box(&texts)));
    });
    let prepared = prepare(&mut Shaper::new(&fonts), &texts);
    criterion.bench_function("break 72,800 words", |bench| {
        bench.iter(|| prepared.iter().map(|p| p.set(&measure)).collect::<Vec<_>>());
    });
    let best: Vec<LineBreaks> = prepared.iter().map(|p| p.breaks(&measure)).collect();
    criterion.bench_function("find the breaks of one line more and less", |bench| {
        let others = |(p, best): (&Paragraph, &LineBreaks)| p.other_breaks(&measure, best);
        bench.iter(|| prepared.iter().zip(&best).map(others).collect::<Vec<_>>());
    });
}

criterion_group!(all, benches);
criterion_main!(all);
