//! `cabas import`: a plain client of the API, for scripts. The token comes from `CABAS_TOKEN`.

use crate::platform::files;
use cabas_client::{Client, ClientError, SheetOptions};
use cabas_kernel::id::{ImportId, OrganisationId};
use cabas_messages::{Lang, import_command as words, problems};
use cabas_model::imports::{
    HeaderRow, ImportDetails, ImportKind, ImportMode, ImportProblem, ImportState, Severity, WriteMode,
};
use cabas_store::accounts::PROGRAM_PREFIX;
use chrono::NaiveDate;
use clap::{Args, builder::PossibleValuesParser, builder::TypedValueParser};
use std::{collections::BTreeMap, fmt::Write as _, path::PathBuf, process::ExitCode, time::Duration};

/// Ended with rows set aside.
const SOME_REJECTED: u8 = 3;
/// Problems told one by one; the rest is in the file of rejected rows.
const TOLD: usize = 50;
/// How long the server is asked whether it is done.
const PATIENCE: Duration = Duration::from_mins(10);

/// Bring a sheet into an organisation: a client of the server's API, with the token of `CABAS_TOKEN`.
///
/// Ends with 0 when every row is in (or would be), 3 when some were set aside, 1 when nothing could be done.
#[derive(Args)]
pub(super) struct Import {
    /// What the sheet holds.
    #[arg(value_parser = PossibleValuesParser::new(ImportKind::ALL.iter().map(|k| k.as_str())).try_map(|s| s.parse::<ImportKind>()))]
    kind: ImportKind,
    /// CSV, XLSX or ODS.
    file: PathBuf,
    /// Id or name of the organisation.
    #[arg(long)]
    organisation: String,
    /// Where Cabas is served.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    server: String,
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
    /// The day that cells without a date mean (2026-11-24); today when absent.
    #[arg(long)]
    date: Option<NaiveDate>,
    /// What may be done to rows that exist, or do not.
    #[arg(long, default_value = "merge", value_parser = PossibleValuesParser::new(WriteMode::ALL.iter().map(|k| k.as_str())).try_map(|s| s.parse::<WriteMode>()))]
    write: WriteMode,
    /// The line that holds the titles of the columns, where the search would find another.
    #[arg(long, value_name = "LINE")]
    header_line: Option<u32>,
    /// How to read a column whose title is not understood (Foyer=name), or, without a field, that it is left out
    /// (Couleur=); may be given several times.
    #[arg(long = "column", value_name = "TITLE=FIELD", value_parser = column)]
    columns: Vec<(String, String)>,
    /// A value for a field whose cell is empty or whose column is missing (city=Bordeaux); may be given several times.
    #[arg(long = "default", value_name = "FIELD=VALUE", value_parser = default_value)]
    defaults: Vec<(String, String)>,
    /// The households agreed that their diet is kept; without it, diets are left out.
    #[arg(long)]
    diet_agreed: bool,
    /// Where to write the rows that were set aside.
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,
}

fn default_value(text: &str) -> Result<(String, String), &'static str> {
    let (field, value) = text.split_once('=').ok_or("FIELD=VALUE")?;
    Ok((field.trim().to_owned(), value.trim().to_owned()))
}

/// A title may hold the sign itself; a field never does.
fn column(text: &str) -> Result<(String, String), &'static str> {
    let (title, field) = text.rsplit_once('=').ok_or("TITLE=FIELD")?;
    if title.trim().is_empty() {
        return Err("TITLE=FIELD");
    }
    Ok((title.trim().to_owned(), field.trim().to_owned()))
}

/// The language of the environment, as other commands find it.
fn language() -> Lang {
    let set = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    let tag = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG")).unwrap_or_default();
    Lang::from_tag(&tag).unwrap_or_default()
}

pub(super) fn run(ask: &Import) -> ExitCode {
    let lang = language();
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => return super::fail(&e),
    };
    let done = runtime.block_on(Errand { ask, lang }.run());
    match done {
        Ok(report) => {
            super::print(&report.text);
            if report.has_rejected { ExitCode::from(SOME_REJECTED) } else { ExitCode::SUCCESS }
        }
        Err(why) => {
            eprintln!("cabas: {why}");
            ExitCode::FAILURE
        }
    }
}

/// One run of the command.
struct Errand<'a> {
    ask: &'a Import,
    lang: Lang,
}

struct Report {
    text: String,
    has_rejected: bool,
}

impl Errand<'_> {
    async fn run(&self) -> Result<Report, String> {
        let token = std::env::var("CABAS_TOKEN").ok().filter(|t| !t.trim().is_empty());
        let token = token.ok_or_else(|| words::token_missing(self.lang).to_owned())?;
        let mapping = self.mapping()?;
        let file = self.ask.file.display().to_string();
        eprintln!("{}", words::reading(self.lang, &file));
        let bytes =
            std::fs::read(&self.ask.file).map_err(|e| words::file_unreadable(self.lang, &file, &e.to_string()))?;
        let client = Client::new(&self.ask.server).with_token(token.trim()).with_language(self.lang.tag());
        let told = |e: ClientError| self.said(&e);
        let organisation = self.organisation(&client, &token).await?;
        eprintln!("{}", words::sending(self.lang, &self.ask.server));
        let options = SheetOptions {
            date: self.ask.date,
            mode: if self.ask.dry_run { ImportMode::DryRun } else { ImportMode::Apply },
            write: self.ask.write,
            mapping,
            defaults: self.ask.defaults.iter().cloned().collect(),
            diet_agreed: self.ask.diet_agreed,
            headers: self.ask.header_line.map(|line| HeaderRow { sheet: None, line }).into_iter().collect(),
            ..SheetOptions::dry_run(self.ask.kind)
        };
        let name = self.ask.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let id = client.create_import(organisation, &name, bytes, &options).await.map_err(told)?.id;
        let details = self.wait(&client, organisation, id).await?;
        if details.state == ImportState::Failed {
            return Err(words::given_up(self.lang).to_owned());
        }
        let mut text = self.report(&details);
        if let Some(path) = self.ask.rejected.as_ref().filter(|_| details.counts.rejected > 0) {
            let csv = client.read_rejected_rows(organisation, id).await.map_err(told)?;
            let shown = path.display().to_string();
            // The rows of people: for whoever asked, and nobody else of the machine.
            files::write(path, &csv).map_err(|e| words::file_unreadable(self.lang, &shown, &e.to_string()))?;
            let _ = writeln!(text, "{}", words::rejected_file(self.lang, &shown));
        }
        Ok(Report { text, has_rejected: details.counts.rejected > 0 })
    }

    /// The columns that were named, each once and for a field of this kind of sheet.
    fn mapping(&self) -> Result<BTreeMap<String, String>, String> {
        let (lang, fields) = (self.lang, cabas_sheet::fields(self.ask.kind));
        let mut mapping = BTreeMap::new();
        for (title, field) in &self.ask.columns {
            if !field.is_empty() && !fields.contains(&field.as_str()) {
                return Err(words::column_field_unknown(lang, field, &fields.join(", "), title));
            }
            if mapping.insert(title.clone(), field.clone()).is_some() {
                return Err(words::column_twice(lang, title));
            }
        }
        Ok(mapping)
    }

    /// The organisation that the token opens, when it is the one asked for.
    async fn organisation(&self, client: &Client, token: &str) -> Result<OrganisationId, String> {
        let wanted = self.ask.organisation.trim();
        let is_wanted = |id: &OrganisationId, name: &str| {
            wanted == id.to_string() || cabas_kernel::fold(wanted) == cabas_kernel::fold(name)
        };
        let opened = if token.trim().starts_with(PROGRAM_PREFIX) {
            let me = client.read_current_api_client().await.map_err(|e| self.said(&e))?;
            vec![(me.organisation_id, me.organisation_name)]
        } else {
            let me = client.read_me().await.map_err(|e| self.said(&e))?;
            me.memberships.into_iter().map(|m| (m.organisation_id, m.organisation_name)).collect()
        };
        let found = opened.into_iter().find(|(id, name)| is_wanted(id, name));
        found.map(|(id, _)| id).ok_or_else(|| words::organisation_unknown(self.lang, wanted))
    }

    /// Asks until the server is done.
    async fn wait(&self, client: &Client, organisation: OrganisationId, id: ImportId) -> Result<ImportDetails, String> {
        let (mut waited, mut pause) = (Duration::ZERO, Duration::from_millis(100));
        loop {
            let details = client.read_import(organisation, id).await.map_err(|e| self.said(&e))?.body;
            match details.state {
                ImportState::Pending | ImportState::Started | ImportState::Applying if waited < PATIENCE => {}
                ImportState::Pending | ImportState::Started | ImportState::Applying => {
                    return Err(words::waiting(self.lang).to_owned());
                }
                _ => return Ok(details),
            }
            if waited.is_zero() {
                eprintln!("{}", words::saving(self.lang));
            }
            tokio::time::sleep(pause).await;
            waited += pause;
            pause = (pause * 2).min(Duration::from_secs(2));
        }
    }

    fn report(&self, details: &ImportDetails) -> String {
        let (lang, c) = (self.lang, &details.counts);
        let mut text = String::new();
        let mut line = |words: &str| {
            let _ = writeln!(text, "{words}");
        };
        line(&words::rows(lang, c.rows));
        line(&format!("  {}", words::created(lang, c.created)));
        line(&format!("  {}", words::updated(lang, c.updated)));
        line(&format!("  {}", words::unchanged(lang, c.unchanged)));
        line(&format!("  {}", words::rejected(lang, c.rejected)));
        if c.duplicates > 0 {
            line(&format!("    {}", words::duplicates(lang, c.duplicates)));
        }
        if c.to_confirm > 0 {
            line(&words::to_confirm(lang, c.to_confirm));
        }
        if c.missing > 0 && self.ask.write == WriteMode::Sync {
            line(&words::missing(lang, c.missing));
        }
        for (title, _) in &self.ask.columns {
            let is_title = |known: &String| known.trim() == title;
            let mut read = details.columns.iter().map(|c| &c.header);
            if !read.any(is_title) && !details.ignored_columns.iter().any(is_title) {
                line(&words::column_absent(lang, title));
            }
        }
        if !details.ignored_columns.is_empty() {
            line(&words::ignored_columns(lang, &details.ignored_columns.join(", ")));
        }
        if !details.ignored_sheets.is_empty() {
            line(&words::ignored_sheets(lang, &details.ignored_sheets.join(", ")));
        }
        if let (Some(encoding), Some(other)) = (&details.encoding, &details.encoding_doubt) {
            line(&words::encoding_guessed(lang, encoding, other));
        }
        for problem in details.problems.iter().take(TOLD) {
            line(&self.problem(problem));
        }
        if details.problems.len() > TOLD {
            line(&words::more_problems(lang, details.problems.len() - TOLD));
        }
        if details.known_file {
            line(words::known_file(lang));
        }
        line(if self.ask.dry_run { words::not_saved(lang) } else { words::saved(lang) });
        text
    }

    /// `× Ligne 12, Téléphone : …`. What stood in the cell stays out: reports end up in logs.
    fn problem(&self, problem: &ImportProblem) -> String {
        let line = match &problem.sheet {
            Some(sheet) => words::line_of_sheet(self.lang, u64::from(problem.line), sheet),
            None => words::line(self.lang, u64::from(problem.line)),
        };
        let mark = if problem.severity == Severity::Error { "×" } else { "·" };
        let column = if problem.column.is_empty() { String::new() } else { format!(", {}", problem.column) };
        let params: Vec<(&str, &str)> = problem.params.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let sentence = problems::sentence(self.lang, &problem.code, &params).unwrap_or_else(|| problem.code.clone());
        format!("{mark} {line}{column}: {sentence}")
    }

    /// What went wrong, in words.
    fn said(&self, error: &ClientError) -> String {
        match error {
            ClientError::Problem(problem) => {
                let mut text = problem.detail.clone();
                for field in &problem.errors {
                    let params: Vec<(&str, &str)> =
                        field.params.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
                    let sentence = problems::sentence(self.lang, &field.code, &params);
                    let _ = write!(text, "\n  {}", sentence.unwrap_or_else(|| field.code.clone()));
                }
                text
            }
            ClientError::Network(why) => words::server_unreachable(self.lang, &self.ask.server, why),
            ClientError::Unreadable(_) => words::answer_unreadable(self.lang, &self.ask.server),
        }
    }
}
