//! `offprint themes`. Input: which theme. Output: a list of ours, or one with all its tokens, as
//! TOML or as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::args::ThemesArgs;
use super::format;
use super::status::{CliError, Status};
use super::terminal;
use crate::files::OsFiles;
use crate::project;
use crate::theme::{Role, Theme, ThemeError};

/// Prints one theme, or all of ours.
pub(super) fn run(args: ThemesArgs) -> Result<Status, CliError> {
    let all = || Theme::names().map(Theme::named).collect();
    let one = |choice| project::theme(&OsFiles, choice).map(|theme| vec![theme]);
    let themes: Result<Vec<Theme>, ThemeError> = args.theme.as_ref().map_or_else(all, one);
    let themes = match themes {
        Ok(themes) => themes,
        Err(error) => {
            terminal::error(&error.to_string());
            return Ok(Status::Trouble);
        }
    };
    let mut out = io::stdout().lock();
    match (args.json, args.theme.is_some(), themes.as_slice()) {
        (true, ..) => json(&themes, &mut out)?,
        (false, true, [theme]) => out.write_all(theme.to_toml().as_bytes())?,
        _ => out.write_all(format::lines(&list(&themes)).as_bytes())?,
    }
    out.flush()?;
    Ok(Status::Made)
}

/// A theme a line, in columns.
fn list(themes: &[Theme]) -> String {
    let rows: Vec<[String; 4]> = themes.iter().map(row).collect();
    let width = |n: usize| rows.iter().map(|row| row[n].len()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2), width(3)];
    let mut text = String::new();
    for (row, theme) in rows.iter().zip(themes) {
        for (cell, width) in row.iter().zip(widths) {
            text += &format!("{cell:width$}  ");
        }
        text += &theme.description;
        text.push('\n');
    }
    text
}

/// Name, columns, size and leading, paper.
fn row(theme: &Theme) -> [String; 4] {
    let body = theme.style(Role::Body);
    let columns = match theme.page.columns {
        1 => "1 column".to_string(),
        more => format!("{more} columns"),
    };
    [theme.name.clone(), columns, format!("{}/{} pt", body.size, body.leading), paper(theme)]
}

fn paper(theme: &Theme) -> String {
    theme.page.paper.map_or_else(|| "a4".to_string(), |paper| paper.to_string())
}

/// A theme, with its tokens by group as its file has them.
#[derive(Serialize)]
struct ThemeListing<'t> {
    name: &'t str,
    description: &'t str,
    columns: usize,
    size: f64,
    leading: f64,
    paper: String,
    tokens: toml::Table,
}

/// A theme a line.
fn json(themes: &[Theme], out: &mut dyn Write) -> io::Result<()> {
    for theme in themes {
        let body = theme.style(Role::Body);
        let listed = ThemeListing {
            name: &theme.name,
            description: &theme.description,
            columns: theme.page.columns,
            size: body.size,
            leading: body.leading,
            paper: paper(theme),
            tokens: theme.to_toml().parse().map_err(io::Error::other)?,
        };
        serde_json::to_writer(&mut *out, &listed)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
