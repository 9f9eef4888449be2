//! What a face can do with its glyphs. Input: a font file and the glyphs kept of it, by new number.
//! Output: a `GSUB` with the small capitals, figures and ligatures among them, and a `GPOS` with
//! the kerning between them.
//!
//! Everything is read from the language system that a script has by default; lookups that look
//! around (contexts, marks) are left out, for the Latin, Greek and Cyrillic of our faces do
//! without.

use std::collections::BTreeMap;

use subsetter::GlyphRemapper;
use write_fonts::read::tables::gpos::{PairPos, PositionSubtables};
use write_fonts::read::tables::gsub::{SingleSubst, SubstitutionSubtables};
use write_fonts::read::tables::layout as read;
use write_fonts::read::{FontRef, ReadError, TableProvider};
use write_fonts::tables::gpos::{
    Class1Record, Class2Record, Gpos, PairPos as PairPosTable, PairPosFormat2, PositionLookup,
    ValueRecord,
};
use write_fonts::tables::gsub::{
    Gsub, Ligature, LigatureSet, LigatureSubstFormat1, SingleSubst as SingleSubstTable,
    SubstitutionLookup,
};
use write_fonts::tables::layout::{
    ClassDef, CoverageTable, Feature, FeatureList, FeatureRecord, LangSys, Lookup, LookupFlag,
    LookupList, Script, ScriptList, ScriptRecord,
};
use write_fonts::types::{GlyphId16, Tag};

/// Small capitals of small letters and of capitals.
const SMALL_CAPITALS: [Tag; 2] = [Tag::new(b"c2sc"), Tag::new(b"smcp")];
/// Old-style, lining, tabular and proportional figures.
const FIGURES: [Tag; 4] =
    [Tag::new(b"lnum"), Tag::new(b"onum"), Tag::new(b"pnum"), Tag::new(b"tnum")];
/// The usual ligatures.
const LIGATURES: Tag = Tag::new(b"liga");
/// The scripts that our faces are drawn for.
const SCRIPTS: [Tag; 4] =
    [Tag::new(b"DFLT"), Tag::new(b"cyrl"), Tag::new(b"grek"), Tag::new(b"latn")];

/// Glyphs put in place of others, in the numbers of the font file.
#[derive(Debug, Default)]
pub(super) struct Substitutions {
    /// By lookup, in the order in which they apply.
    lookups: BTreeMap<u16, LookupRules>,
    /// The lookups of each feature.
    features: BTreeMap<Tag, Vec<u16>>,
}

/// What a lookup does.
#[derive(Debug)]
enum LookupRules {
    /// One glyph for another.
    Single(BTreeMap<u16, u16>),
    /// One glyph for several, the first of which is the key; the longest first.
    Ligatures(BTreeMap<u16, Vec<(Vec<u16>, u16)>>),
}

impl Substitutions {
    /// Those that a font has; small capitals only where they are requested.
    pub(super) fn read(font: &FontRef<'_>, small_capitals: bool) -> Result<Self, ReadError> {
        let mut found = Substitutions::default();
        let gsub = font.gsub()?;
        let lookups = gsub.lookup_list()?.lookups();
        let wanted = |tag: Tag| {
            FIGURES.contains(&tag)
                || tag == LIGATURES
                || (small_capitals && SMALL_CAPITALS.contains(&tag))
        };
        for (tag, indices) in features(&gsub.script_list()?, &gsub.feature_list()?)? {
            for index in indices.into_iter().filter(|_| wanted(tag)) {
                let Some(rules) = rules(lookups.get(usize::from(index))?.subtables()?)? else {
                    continue;
                };
                found.lookups.insert(index, rules);
                found.features.entry(tag).or_default().push(index);
            }
        }
        Ok(found)
    }

    /// The glyphs that some may turn into, and they themselves, in order.
    pub(super) fn reach(&self, glyphs: impl IntoIterator<Item = u16>) -> Vec<u16> {
        let mut all: std::collections::BTreeSet<u16> = glyphs.into_iter().collect();
        loop {
            let before = all.len();
            for rules in self.lookups.values() {
                let more: Vec<u16> = match rules {
                    LookupRules::Single(rules) => {
                        all.iter().filter_map(|glyph| rules.get(glyph).copied()).collect()
                    }
                    LookupRules::Ligatures(rules) => rules
                        .iter()
                        .filter(|(first, _)| all.contains(first))
                        .flat_map(|(_, ligatures)| ligatures)
                        .filter(|(rest, _)| rest.iter().all(|glyph| all.contains(glyph)))
                        .map(|(_, ligature)| *ligature)
                        .collect(),
                };
                all.extend(more);
            }
            if all.len() == before {
                return all.into_iter().collect();
            }
        }
    }

    /// The table for the glyphs that are kept; `None` if none of them changes.
    pub(super) fn table(&self, kept: &GlyphRemapper) -> Option<Gsub> {
        let mut numbers = BTreeMap::new();
        let mut lookups = Vec::new();
        for (index, rules) in &self.lookups {
            if let Some(lookup) = rules.lookup(kept) {
                numbers.insert(*index, lookups.len() as u16);
                lookups.push(lookup);
            }
        }
        let features: BTreeMap<Tag, Vec<u16>> = self
            .features
            .iter()
            .map(|(tag, old)| {
                (*tag, old.iter().filter_map(|index| numbers.get(index).copied()).collect())
            })
            .filter(|(_, lookups): &(Tag, Vec<u16>)| !lookups.is_empty())
            .collect();
        let (scripts, features) = lists(features)?;
        Some(Gsub::new(scripts, features, LookupList::new(lookups)))
    }
}

impl LookupRules {
    fn lookup(&self, kept: &GlyphRemapper) -> Option<SubstitutionLookup> {
        let new = |glyph: u16| kept.get(glyph).map(GlyphId16::new);
        match self {
            LookupRules::Single(rules) => {
                // Numbers keep their order, so the coverage stays sorted.
                let (from, to): (Vec<_>, Vec<_>) =
                    rules.iter().filter_map(|(from, to)| Some((new(*from)?, new(*to)?))).unzip();
                let table = SingleSubstTable::format_2(CoverageTable::from_iter(from.clone()), to);
                let lookup = Lookup::new(LookupFlag::empty(), vec![table]);
                (!from.is_empty()).then_some(SubstitutionLookup::Single(lookup))
            }
            LookupRules::Ligatures(rules) => {
                let sets = rules.iter().filter_map(|(first, ligatures)| {
                    let ligature = |(rest, whole): &(Vec<u16>, u16)| {
                        let rest: Option<Vec<_>> = rest.iter().map(|glyph| new(*glyph)).collect();
                        Some(Ligature::new(new(*whole)?, rest?))
                    };
                    let ligatures: Vec<_> = ligatures.iter().filter_map(ligature).collect();
                    Some((new(*first)?, LigatureSet::new(ligatures)))
                        .filter(|(_, set)| !set.ligatures.is_empty())
                });
                let (first, sets): (Vec<_>, Vec<_>) = sets.unzip();
                let coverage = CoverageTable::from_iter(first.clone());
                let table = LigatureSubstFormat1::new(coverage, sets);
                let lookup = Lookup::new(LookupFlag::empty(), vec![table]);
                (!first.is_empty()).then_some(SubstitutionLookup::Ligature(lookup))
            }
        }
    }
}

/// The lookups of each feature that a script has by default.
fn features(
    scripts: &read::ScriptList<'_>,
    list: &read::FeatureList<'_>,
) -> Result<BTreeMap<Tag, Vec<u16>>, ReadError> {
    let mut found: BTreeMap<Tag, Vec<u16>> = BTreeMap::new();
    for script in SCRIPTS.iter().filter_map(|script| scripts.index_for_tag(*script)) {
        let Some(system) = scripts.get(script)?.element.default_lang_sys() else { continue };
        for index in system?.feature_indices() {
            let feature = list.get(index.get())?;
            let lookups = found.entry(feature.tag).or_default();
            lookups.extend(feature.element.lookup_list_indices().iter().map(|index| index.get()));
            lookups.sort_unstable();
            lookups.dedup();
        }
    }
    Ok(found)
}

/// What a lookup of glyphs for glyphs does; `None` for those that look around.
fn rules(subtables: SubstitutionSubtables<'_>) -> Result<Option<LookupRules>, ReadError> {
    Ok(match subtables {
        SubstitutionSubtables::Single(subtables) => {
            let mut rules = BTreeMap::new();
            for table in subtables.iter() {
                for (from, to) in pairs(&table?)? {
                    rules.entry(from).or_insert(to);
                }
            }
            Some(LookupRules::Single(rules))
        }
        SubstitutionSubtables::Ligature(subtables) => {
            let mut rules: BTreeMap<u16, Vec<(Vec<u16>, u16)>> = BTreeMap::new();
            for table in subtables.iter() {
                let table = table?;
                for (first, set) in table.coverage()?.iter().zip(table.ligature_sets().iter()) {
                    for ligature in set?.ligatures().iter() {
                        let ligature = ligature?;
                        let rest = ligature.component_glyph_ids().iter();
                        let rest = rest.map(|glyph| glyph.get().to_u16()).collect();
                        let whole = ligature.ligature_glyph().to_u16();
                        rules.entry(first.to_u16()).or_default().push((rest, whole));
                    }
                }
            }
            Some(LookupRules::Ligatures(rules))
        }
        _ => None,
    })
}

/// Each glyph and what stands in its place.
fn pairs(table: &SingleSubst<'_>) -> Result<Vec<(u16, u16)>, ReadError> {
    Ok(match table {
        SingleSubst::Format1(table) => {
            let by = table.delta_glyph_id();
            let covered = table.coverage()?;
            let shifted = |glyph: u16| glyph.wrapping_add_signed(by);
            covered.iter().map(|glyph| (glyph.to_u16(), shifted(glyph.to_u16()))).collect()
        }
        SingleSubst::Format2(table) => {
            let covered = table.coverage()?;
            let to = table.substitute_glyph_ids().iter().map(|glyph| glyph.get().to_u16());
            covered.iter().map(|glyph| glyph.to_u16()).zip(to).collect()
        }
    })
}

/// The kerning between the glyphs that are kept; `None` if there is none.
///
/// However the font file encodes it, it is written as classes: glyphs that are kerned alike with
/// all others form one.
pub(super) fn kerning(font: &FontRef<'_>, kept: &GlyphRemapper) -> Result<Option<Gpos>, ReadError> {
    let glyphs: Vec<u16> = kept.remapped_gids().collect();
    let mut rows = vec![vec![0; glyphs.len()]; glyphs.len()];
    for lookup in pair_tables(font)? {
        let told = lookup.iter().map(|table| told(table, kept)).collect::<Result<Vec<_>, _>>()?;
        for (first, row) in rows.iter_mut().enumerate() {
            // The first subtable that knows a pair decides.
            let said: Vec<&KerningRow> = told.iter().filter_map(|told| told.get(&first)).collect();
            for (second, value) in row.iter_mut().enumerate() {
                *value += said.iter().find_map(|said| said[second]).unwrap_or(0);
            }
        }
    }
    let columns: Vec<Vec<i16>> =
        (0..glyphs.len()).map(|at| rows.iter().map(|row| row[at]).collect()).collect();
    let (first, second) = (classes(&rows), classes(&columns));
    if first.leaders.len() < 2 {
        return Ok(None);
    }
    let record = |row: &usize| {
        let value = |column: &usize| {
            // A value of nothing is written too: all of a table's are of one format.
            let value = ValueRecord::new().with_x_advance(rows[*row][*column]);
            Class2Record::new(value, ValueRecord::new())
        };
        Class1Record::new(second.leaders.iter().map(value).collect())
    };
    let table = PairPosFormat2::new(
        CoverageTable::from_iter((0..glyphs.len() as u16).map(GlyphId16::new)),
        ClassDef::from_iter(first.of.iter().copied()),
        ClassDef::from_iter(second.of.iter().copied()),
        first.leaders.iter().map(record).collect(),
    );
    let lookup = Lookup::new(LookupFlag::empty(), vec![PairPosTable::Format2(table)]);
    let Some((scripts, features)) = lists(BTreeMap::from([(Tag::new(b"kern"), vec![0])])) else {
        return Ok(None);
    };
    Ok(Some(Gpos::new(scripts, features, LookupList::new(vec![PositionLookup::Pair(lookup)]))))
}

/// The kerning of a font file, a list of subtables a lookup.
fn pair_tables<'a>(font: &FontRef<'a>) -> Result<Vec<Vec<PairPos<'a>>>, ReadError> {
    let gpos = font.gpos()?;
    let features = features(&gpos.script_list()?, &gpos.feature_list()?)?;
    let lookups = gpos.lookup_list()?.lookups();
    let mut tables = Vec::new();
    for index in features.get(&Tag::new(b"kern")).into_iter().flatten() {
        if let PositionSubtables::Pair(pairs) = lookups.get(usize::from(*index))?.subtables()? {
            tables.push(pairs.iter().collect::<Result<_, _>>()?);
        }
    }
    Ok(tables)
}

/// By how much each glyph is moved off one before it; `None` if the next subtable decides.
type KerningRow = Vec<Option<i16>>;

/// What a subtable says, by the first glyph of the pair; glyphs by their new numbers.
fn told(
    table: &PairPos<'_>,
    kept: &GlyphRemapper,
) -> Result<BTreeMap<usize, KerningRow>, ReadError> {
    let number = |glyph: GlyphId16| kept.get(glyph.to_u16()).map(usize::from);
    let count = usize::from(kept.num_gids());
    let mut rows = BTreeMap::new();
    match table {
        PairPos::Format1(table) => {
            for (first, set) in table.coverage()?.iter().zip(table.pair_sets().iter()) {
                let Some(first) = number(first) else { continue };
                let mut row = vec![None; count];
                for record in set?.pair_value_records().iter() {
                    let record = record?;
                    let place = number(record.second_glyph()).and_then(|at| row.get_mut(at));
                    if let Some(place) = place {
                        *place = Some(record.value_record1().x_advance().unwrap_or(0));
                    }
                }
                rows.insert(first, row);
            }
        }
        PairPos::Format2(table) => {
            let (first_classes, second_classes) = (table.class_def1()?, table.class_def2()?);
            let columns: Vec<u16> = kept
                .remapped_gids()
                .map(|glyph| second_classes.get(GlyphId16::new(glyph)))
                .collect();
            for first in table.coverage()?.iter() {
                let Some(number) = number(first) else { continue };
                let row = usize::from(first_classes.get(first));
                let mut values = Vec::new();
                for record in table.class1_records().get(row)?.class2_records().iter() {
                    values.push(record?.value_record1().x_advance().unwrap_or(0));
                }
                let value = |class: &u16| values.get(usize::from(*class)).copied().or(Some(0));
                rows.insert(number, columns.iter().map(value).collect());
            }
        }
    }
    Ok(rows)
}

/// Glyphs that are alike.
struct Classes {
    /// The class of each glyph, by new number.
    of: Vec<(GlyphId16, u16)>,
    /// One glyph of each class.
    leaders: Vec<usize>,
}

/// Glyphs of equal values in a class; those of no value at all in class 0.
fn classes(values: &[Vec<i16>]) -> Classes {
    let nothing = values.iter().position(|value| value.iter().all(|value| *value == 0));
    let mut known: BTreeMap<&[i16], u16> = BTreeMap::new();
    let mut found = Classes { of: Vec::new(), leaders: Vec::new() };
    if let Some(at) = nothing {
        known.insert(&values[at], 0);
        found.leaders.push(at);
    }
    for (glyph, value) in values.iter().enumerate() {
        let next = found.leaders.len() as u16;
        let class = *known.entry(value).or_insert(next);
        if class == next {
            found.leaders.push(glyph);
        }
        found.of.push((GlyphId16::new(glyph as u16), class));
    }
    found
}

/// The lists of scripts and features: every script has all features.
fn lists(features: BTreeMap<Tag, Vec<u16>>) -> Option<(ScriptList, FeatureList)> {
    let system = || LangSys::new((0..features.len() as u16).collect());
    let script = |tag: &Tag| ScriptRecord::new(*tag, Script::new(Some(system()), Vec::new()));
    let scripts = ScriptList::new(SCRIPTS.iter().map(script).collect());
    let empty = features.is_empty();
    let record = |(tag, lookups)| FeatureRecord::new(tag, Feature::new(None, lookups));
    let list = FeatureList::new(features.into_iter().map(record).collect());
    (!empty).then_some((scripts, list))
}
