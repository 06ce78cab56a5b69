//! A sheet on its way in: a file with its fields, or cells pasted.

use super::settings::Settings;
use crate::http::{Cx, Failure, Gate, body::cut};
use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{HttpMessage, http::header};
use cabas_model::{
    Code, accept, accept_value,
    imports::{CreateImport, ImportKind, ImportMode, WriteMode},
};
use cabas_sheet::MAX_BYTES;
use chrono::NaiveDate;
use futures_util::StreamExt;
use serde_json::{Map, Value};
use std::collections::HashSet;

/// A paste, with its fields, is at most so long (decisions 19).
const PASTE: usize = 2 * 1024 * 1024;
/// One field beside the file.
const FIELD: usize = 64 * 1024;
/// What is read of a body that is too big, so that its sender hears the answer.
const DRAINED: usize = 3 * MAX_BYTES;
/// The parts of a body. Others are refused before they are read: nobody knows how much of them there is.
const FIELDS: [&str; 9] = [FILE, "kind", "date", "mode", "write", "mapping", "defaults", "headers", "diet_agreed"];
const FILE: &str = "file";

/// What was sent.
pub(super) struct Upload {
    pub(super) kind: ImportKind,
    pub(super) date: Option<NaiveDate>,
    pub(super) mode: ImportMode,
    pub(super) write: WriteMode,
    pub(super) settings: Settings,
    pub(super) content: Vec<u8>,
}

/// Reads the body, whichever of the two it is.
pub(super) async fn read<G: Gate>(cx: &Cx<G>) -> Result<Upload, Failure> {
    let mime = cx.request().mime_type().ok().flatten();
    match mime.as_ref().map(actix_web::mime::Mime::essence_str) {
        Some("multipart/form-data") => file(cx).await,
        Some("application/json") => {
            let bytes = cx.bytes(PASTE).await?;
            let ask: CreateImport = accept(&bytes).map_err(Failure::fields)?;
            Ok(upload(ask.text.clone().into_bytes(), ask, None, true))
        }
        _ => Err(Code::UnsupportedMediaType.into()),
    }
}

fn upload(content: Vec<u8>, ask: CreateImport, file_name: Option<String>, pasted: bool) -> Upload {
    let settings = Settings {
        file_name,
        pasted,
        mapping: ask.mapping,
        defaults: ask.defaults,
        headers: ask.headers,
        diet_agreed: ask.diet_agreed,
        ..Settings::default()
    };
    Upload { kind: ask.kind, date: ask.date, mode: ask.mode, write: ask.write, settings, content }
}

async fn file<G: Gate>(cx: &Cx<G>) -> Result<Upload, Failure> {
    let declared = cx.request().headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse().ok());
    if declared.is_some_and(|length: usize| length > DRAINED) {
        return Err(too_big());
    }
    let mut parts = Multipart::new(cx.request().headers(), cx.payload());
    let (mut fields, mut seen, mut length) = (Map::new(), HashSet::new(), 0);
    let (mut content, mut file_name) = (None, None);
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|e| cut_short(&e))?;
        let name = part.name().unwrap_or_default().to_owned();
        let pointer = format!("/{name}");
        if !FIELDS.contains(&name.as_str()) {
            return Err(Failure::field(&pointer, "field_unknown"));
        }
        if !seen.insert(name.clone()) {
            return Err(Failure::field(&pointer, "duplicate"));
        }
        if name == FILE {
            file_name = part.content_disposition().and_then(|d| d.get_filename()).map(short_name);
            content = Some(bytes(&mut part, MAX_BYTES, &mut length).await?);
        } else {
            let text = bytes(&mut part, FIELD, &mut length).await?;
            field(&mut fields, name, text.ok_or_else(|| Failure::field(&pointer, "text_too_long"))?)?;
        }
    }
    cx.received()?;
    let content = content.ok_or_else(|| Failure::field("/file", "required"))?.ok_or_else(too_big)?;
    cx.fingerprint(&[content.as_slice(), Value::from(fields.clone()).to_string().as_bytes()].concat());
    // The rest of the rules are those of a paste.
    fields.insert("text".into(), "".into());
    let ask: CreateImport = accept_value(fields.into()).map_err(Failure::fields)?;
    Ok(upload(content, ask, file_name.filter(|n| !n.is_empty()), false))
}

fn cut_short(e: &MultipartError) -> Failure {
    match e {
        MultipartError::Payload(e) => cut(e),
        _ => Code::BadRequest.into(),
    }
}

fn too_big() -> Failure {
    let mut failure = Failure::field("/file", "file_too_big");
    failure.code = Code::FileInvalid;
    failure
}

/// Puts a field among the others, as JSON would write it.
fn field(fields: &mut Map<String, Value>, name: String, bytes: Vec<u8>) -> Result<(), Failure> {
    let pointer = format!("/{name}");
    let text = String::from_utf8(bytes).map_err(|_| Failure::field(&pointer, "type_invalid"))?;
    let value = match name.as_str() {
        "mapping" | "defaults" | "headers" | "diet_agreed" if !text.trim().is_empty() => {
            serde_json::from_str(&text).map_err(|_| Failure::field(&pointer, "json_invalid"))?
        }
        // A form sends its empty fields, too.
        _ if text.trim().is_empty() => return Ok(()),
        _ => Value::from(text.trim()),
    };
    fields.insert(name, value);
    Ok(())
}

/// The bytes of a part; none when there are more than `limit`: they are read all the same, and dropped. `whole` counts
/// the bytes of all parts.
async fn bytes(part: &mut Field, limit: usize, whole: &mut usize) -> Result<Option<Vec<u8>>, Failure> {
    let (mut bytes, mut length) = (Vec::new(), 0);
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(|e| cut_short(&e))?;
        length += chunk.len();
        *whole += chunk.len();
        if *whole > DRAINED {
            return Err(too_big());
        }
        if length <= limit {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
    }
    Ok((length <= limit).then_some(bytes))
}

/// The last part of a path, at most 120 characters, without what cannot be seen.
fn short_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(120).collect::<String>().trim().to_owned()
}
