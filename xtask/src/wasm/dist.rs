//! Step 4: `dist/`, the folder that the server embeds.
//!
//! What `index.html` names lies under `assets/` with a hash of its contents in its name, and may be kept for ever by
//! browsers. The templates `web/index.html` and `web/loader.js` name a file as `{{icons.svg}}`, which
//! becomes its address, or take its text in with `{{inline icons.svg}}`.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Program;
use crate::{
    json as read, paths, process,
    text::{hex, kilobytes},
};

/// Style sheets in the order of the cascade, where `web/style/order.txt` does not say otherwise.
const STYLE_ORDER: &str = "tokens.css base.css layout.css components/*.css states.css print.css";

/// Browsers for which the style sheet is written out: the first with cascade layers and container queries.
const BROWSERS: &str = "chrome 105, firefox 110, safari 16";

/// Already compressed: a second time only costs bytes.
const COMPRESSED: [&str; 6] = ["woff2", "png", "jpg", "jpeg", "webp", "avif"];

/// When a file is fetched.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Load {
    /// By everyone, whichever program they run.
    Always,
    /// By the phone's program, which is also that of a first visit.
    Phone,
    /// By all of the coordinators' programs.
    Desk,
    /// By the program that plans a day.
    Planning,
    /// By the program of households.
    Office,
    /// By the program of sheets.
    Imports,
    /// By the program of people and settings.
    Team,
    /// When asked for, or by other software.
    Aside,
}

impl Load {
    /// As the manifest writes it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Phone => "phone",
            Self::Desk => "desk",
            Self::Planning => "planning",
            Self::Office => "office",
            Self::Imports => "imports",
            Self::Team => "team",
            Self::Aside => "aside",
        }
    }
}

/// Writes `dist/` from the optimised bundles and the files of `web/`, unless it is already that.
pub(crate) fn lay_out(bundles: &[(Program, PathBuf)]) -> Result<()> {
    let web = paths::root().join("web");
    let inputs = fingerprint(bundles, &web)?;
    let dist = paths::dist();
    if recorded(&dist).is_some_and(|recorded| recorded == inputs) {
        println!("wasm: dist/ is up to date");
        return Ok(());
    }
    let draft = paths::root().join(format!("dist.{}", std::process::id()));
    write(bundles, &web, &draft, &inputs).inspect_err(|_| drop(fs::remove_dir_all(&draft)))?;
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::rename(&draft, &dist)?;
    println!("wasm: dist/ written");
    Ok(())
}

fn write(bundles: &[(Program, PathBuf)], web: &Path, draft: &Path, inputs: &str) -> Result<()> {
    let mut dist =
        Dist { folder: draft.to_owned(), addresses: BTreeMap::new(), texts: BTreeMap::new(), files: Vec::new() };

    for file in files_under(&web.join("public"))? {
        let name = relative(&file, &web.join("public"));
        dist.put(&name, &name, &fs::read(&file)?, Load::Aside)?;
    }
    for file in files_under(&web.join("fonts"))?.iter().filter(|file| has_extension(file, "woff2")) {
        dist.asset(&relative(file, web), &fs::read(file)?, Load::Desk)?;
    }
    for (program, bundle) in bundles {
        dist.program(program, bundle)?;
    }

    let style = style_sheet(&web.join("style"), draft)?;
    let style = dist.with_font_addresses(style);
    dist.asset("style.css", style.as_bytes(), Load::Always)?;

    let loader = fs::read_to_string(web.join("loader.js")).context("web/loader.js")?;
    let page = fs::read_to_string(web.join("index.html")).context("web/index.html")?;
    // The sprite is a file of its own only where it is asked for by its address; the page may take it in instead.
    let icons = fs::read_to_string(web.join("icons.svg")).context("web/icons.svg")?;
    if [&page, &loader].iter().any(|template| template.contains("{{icons.svg}}")) {
        dist.asset("icons.svg", icons.as_bytes(), Load::Always)?;
    }
    dist.texts.insert("icons.svg".to_owned(), icons);

    let loader = dist.fill(&loader).context("in loader.js")?;
    dist.asset("loader.js", loader.as_bytes(), Load::Always)?;
    let page = dist.fill(&page).context("in web/index.html")?;
    dist.put("index.html", "index.html", page.as_bytes(), Load::Always)?;

    let manifest = json!({ "inputs": inputs, "files": dist.files });
    fs::write(draft.join("manifest.json"), serde_json::to_vec_pretty(&manifest)?)?;
    Ok(())
}

struct Dist {
    folder: PathBuf,
    /// Name in `web/` → address in the browser.
    addresses: BTreeMap<String, String>,
    texts: BTreeMap<String, String>,
    files: Vec<Value>,
}

impl Dist {
    /// The two files of a program, and what its JavaScript imports.
    fn program(&mut self, program: &Program, bundle: &Path) -> Result<()> {
        for file in files_under(&bundle.join("snippets"))? {
            // The bound JavaScript imports them by relative path; their folders are named after their contents, so
            // what both programs import is one file.
            let name = relative(&file, bundle);
            if !self.addresses.contains_key(&name) {
                self.put(&format!("assets/{name}"), &name, &fs::read(&file)?, Load::Always)?;
            }
        }
        self.asset(&format!("{}.wasm", program.name), &fs::read(bundle.join("app_bg.wasm"))?, program.load)?;
        self.asset(&format!("{}.js", program.name), &fs::read(bundle.join("app.js"))?, program.load)
    }

    /// A file with a hash in its name.
    fn asset(&mut self, name: &str, bytes: &[u8], load: Load) -> Result<()> {
        let file = Path::new(name).file_name().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
        let (stem, extension) = file.rsplit_once('.').unwrap_or((&file, ""));
        let hash = hex(&Sha256::digest(bytes), 16);
        self.put(&format!("assets/{stem}.{hash}.{extension}"), name, bytes, load)
    }

    fn put(&mut self, path: &str, name: &str, bytes: &[u8], load: Load) -> Result<()> {
        let to = self.folder.join(path);
        fs::create_dir_all(to.parent().unwrap_or(&self.folder))?;
        fs::write(&to, bytes)?;
        let (brotli, gzip) = if COMPRESSED.iter().any(|extension| has_extension(&to, extension)) {
            (None, None)
        } else {
            (beside(&to, "br", bytes, &brotli(bytes)?)?, beside(&to, "gz", bytes, &gzip(bytes)?)?)
        };
        self.files.push(json!({
            "path": path,
            "bytes": bytes.len(),
            "br": brotli,
            "gz": gzip,
            "immutable": path.starts_with("assets/"),
            "load": load.as_str(),
        }));
        self.addresses.insert(name.to_owned(), format!("/{path}"));
        if let Ok(text) = std::str::from_utf8(bytes) {
            self.texts.insert(name.to_owned(), text.to_owned());
        }
        Ok(())
    }

    /// Replaces `{{name}}` by the file's address and `{{inline name}}` by its text. What cannot be the name of a file
    /// stays as it is written.
    fn fill(&self, template: &str) -> Result<String> {
        let mut out = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("{{") {
            let (braced, after) = after.split_once("}}").context("a {{ without its }}")?;
            out.push_str(before);
            let inline = braced.trim().strip_prefix("inline ").map(str::trim);
            let name = inline.unwrap_or(braced.trim());
            if name.chars().all(|letter| letter.is_ascii_alphanumeric() || "._/-".contains(letter)) {
                let known = if inline.is_some() { &self.texts } else { &self.addresses };
                out.push_str(known.get(name).with_context(|| format!("no file is called {{{{{name}}}}}"))?);
            } else {
                out.push_str("{{");
                out.push_str(braced);
                out.push_str("}}");
            }
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }

    /// Style sheets name fonts by their place in `web/`; browsers must ask for the hashed name.
    fn with_font_addresses(&self, mut style: String) -> String {
        for (name, address) in self.addresses.iter().filter(|(name, _)| name.starts_with("fonts/")) {
            for written in [format!("../{name}"), format!("./{name}"), format!("/{name}")] {
                style = style.replace(&written, name);
            }
            style = style.replace(name, address);
        }
        style
    }
}

/// All style sheets as one, made small.
fn style_sheet(folder: &Path, draft: &Path) -> Result<String> {
    let mut left = files_under(folder)?;
    left.retain(|file| has_extension(file, "css"));
    let order = fs::read_to_string(folder.join("order.txt")).unwrap_or_else(|_| STYLE_ORDER.to_owned());
    let mut sheet = String::new();
    for pattern in order.split_whitespace() {
        let (taken, others) = left.into_iter().partition(|file| matches(pattern, &relative(file, folder)));
        left = others;
        for file in taken {
            sheet.push_str(&fs::read_to_string(file)?);
            sheet.push('\n');
        }
    }
    if let Some(stray) = left.first() {
        bail!("{} has no place in the order of the style sheets", stray.display());
    }
    fs::create_dir_all(draft)?;
    let (whole, small) = (draft.join("whole.css"), draft.join("small.css"));
    fs::write(&whole, sheet)?;
    process::run(
        Command::new(paths::npm_tool("lightningcss"))
            .args(["--minify", "--targets", BROWSERS, "--output-file"])
            .arg(&small)
            .arg(&whole),
    )
    .context("`./just doctor` installs lightningcss")?;
    let style = fs::read_to_string(&small)?;
    fs::remove_file(whole)?;
    fs::remove_file(small)?;
    Ok(style)
}

/// `name.css`, or `folder/*.css`.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => name.starts_with(start) && name.ends_with(end),
        None => name == pattern,
    }
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let settings =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &settings)?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// Writes the compressed form when it is worth it, and says how long it is.
fn beside(file: &Path, suffix: &str, plain: &[u8], compressed: &[u8]) -> Result<Option<usize>> {
    if compressed.len() >= plain.len() {
        return Ok(None);
    }
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    fs::write(name, compressed)?;
    Ok(Some(compressed.len()))
}

/// A hash of all that `dist/` is made from, this recipe included.
fn fingerprint(bundles: &[(Program, PathBuf)], web: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(include_str!("dist.rs"));
    for (program, bundle) in bundles {
        let contents = bundle.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        hash.update(format!("{} {contents}\n", program.name));
    }
    let mut files = vec![web.join("index.html"), web.join("loader.js"), web.join("icons.svg")];
    for folder in ["style", "fonts", "public"] {
        files.extend(files_under(&web.join(folder))?);
    }
    for file in files.iter().filter(|file| file.is_file()) {
        let bytes = fs::read(file)?;
        hash.update(format!("{} {}\n", relative(file, web), bytes.len()));
        hash.update(bytes);
    }
    Ok(hex(&hash.finalize(), 64))
}

fn recorded(dist: &Path) -> Option<String> {
    let manifest: Value = serde_json::from_slice(&fs::read(dist.join("manifest.json")).ok()?).ok()?;
    Some(read::text(&manifest, "/inputs").to_owned())
}

/// Every file below, in the order of their paths; a folder that does not exist holds none.
fn files_under(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                files.extend(files_under(&path)?);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn relative(file: &Path, folder: &Path) -> String {
    file.strip_prefix(folder).unwrap_or(file).to_string_lossy().replace('\\', "/")
}

fn has_extension(file: &Path, extension: &str) -> bool {
    file.extension().is_some_and(|own| own == extension)
}

/// The bytes of one file of the manifest on the wire, to a browser that reads brotli.
pub(crate) fn sent(file: &Value) -> Option<u64> {
    file.pointer("/br").and_then(Value::as_u64).or_else(|| file.pointer("/bytes").and_then(Value::as_u64))
}

/// One line for each file of the manifest, heaviest first.
pub(crate) fn table(files: &[&Value]) -> String {
    let mut rows: Vec<(u64, &str)> =
        files.iter().filter_map(|file| Some((sent(file)?, read::text(file, "/path")))).collect();
    rows.sort_by(|a, b| b.cmp(a));
    let lines: Vec<String> = rows.iter().map(|(size, path)| format!("  {:>10}  {path}\n", kilobytes(*size))).collect();
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dist_with(name: &str, address: &str) -> Dist {
        Dist {
            folder: PathBuf::new(),
            addresses: BTreeMap::from([(name.to_owned(), address.to_owned())]),
            texts: BTreeMap::from([(name.to_owned(), "<svg/>".to_owned())]),
            files: Vec::new(),
        }
    }

    #[test]
    fn templates_name_files_by_what_they_are() {
        let dist = dist_with("icons.svg", "/assets/icons.12.svg");
        assert_eq!(dist.fill("a {{icons.svg}} b {{ inline icons.svg }}").unwrap(), "a /assets/icons.12.svg b <svg/>");
        assert_eq!(dist.fill("{{…}} names a file").unwrap(), "{{…}} names a file");
    }

    #[test]
    fn a_template_that_names_no_file_is_refused() {
        let problem = dist_with("icons.svg", "/x").fill("{{icon.svg}}").unwrap_err();
        assert!(problem.to_string().contains("{{icon.svg}}"));
    }

    #[test]
    fn fonts_are_asked_for_by_their_hashed_name() {
        let dist = dist_with("fonts/a.woff2", "/assets/a.12.woff2");
        let style = "url(fonts/a.woff2) url(../fonts/a.woff2) url(/fonts/a.woff2)".to_owned();
        assert_eq!(
            dist.with_font_addresses(style),
            "url(/assets/a.12.woff2) url(/assets/a.12.woff2) url(/assets/a.12.woff2)"
        );
    }

    #[test]
    fn the_order_of_style_sheets_takes_whole_folders() {
        assert!(matches("components/*.css", "components/button.css"));
        assert!(!matches("components/*.css", "base.css"));
    }
}
