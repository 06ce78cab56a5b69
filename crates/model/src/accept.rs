//! Reading a request: the same steps, the same errors, in the API and in a form.

use crate::FieldError;
use serde::de::DeserializeOwned;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

/// Reads and validates a JSON body.
///
/// # Errors
/// One [`FieldError`] per field that is wrong; reading stops at the first value of the wrong type, validation
/// reports every field.
pub fn accept<T: DeserializeOwned + Validate>(json: &[u8]) -> Result<T, Vec<FieldError>> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|e| vec![unreadable(&e)])?;
    reader.end().map_err(|_| vec![FieldError::new("", "json_invalid")])?;
    checked(value)
}

/// Reads and validates a JSON value, as a form builds it.
///
/// # Errors
/// As [`accept`].
pub fn accept_value<T: DeserializeOwned + Validate>(json: serde_json::Value) -> Result<T, Vec<FieldError>> {
    accept_from(json)
}

/// Reads and validates what any reader of serde's gives.
///
/// # Errors
/// As [`accept`].
pub fn accept_from<'de, T, D>(reader: D) -> Result<T, Vec<FieldError>>
where
    T: DeserializeOwned + Validate,
    D: serde::Deserializer<'de, Error = serde_json::Error>,
{
    checked(serde_path_to_error::deserialize(reader).map_err(|e| vec![unreadable(&e)])?)
}

/// Validates a request that was built field by field: what cannot be said wrongly needs no reading.
///
/// # Errors
/// As [`accept`], but for what only reading finds.
pub fn checked<T: Validate>(value: T) -> Result<T, Vec<FieldError>> {
    check(&value).map(|()| value)
}

/// Validates a value that was not read from JSON.
///
/// # Errors
/// One [`FieldError`] per field that is wrong.
pub fn check<T: Validate>(value: &T) -> Result<(), Vec<FieldError>> {
    match value.validate() {
        Ok(()) => Ok(()),
        Err(errors) => Err(sorted(&errors)),
    }
}

/// Apart from the reading, which is compiled for each type: sorting is long, and browsers download it.
fn sorted(errors: &ValidationErrors) -> Vec<FieldError> {
    let mut list = Vec::new();
    collect("", errors, &mut list);
    list.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    list
}

/// What chrono says of days and instants that it cannot read.
const UNREADABLE_DATES: [&str; 4] =
    ["input is out of range", "input contains invalid characters", "premature end of input", "trailing input"];

/// Serde says what is wrong in words of its own; our value objects say a code. Anything else becomes one.
fn unreadable(error: &serde_path_to_error::Error<serde_json::Error>) -> FieldError {
    let text = error.inner().to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    let mut pointer = pointer(error.path());
    let code = if let Some(rest) = text.strip_prefix("missing field `") {
        pointer = format!("{pointer}/{}", rest.trim_end_matches('`'));
        "required"
    } else if text.starts_with("unknown field `") {
        "field_unknown"
    } else if text.starts_with("unknown variant `") {
        "choice_unknown"
    } else if error.inner().is_syntax() || error.inner().is_eof() {
        "json_invalid"
    } else if UNREADABLE_DATES.contains(&text) {
        "date_invalid"
    } else if !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
        text
    } else {
        "type_invalid"
    };
    FieldError::new(&pointer, code)
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut out = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => out.extend(["/", &index.to_string()]),
            Segment::Map { key } => out.extend(["/", key]),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    out
}

fn collect(at: &str, errors: &ValidationErrors, list: &mut Vec<FieldError>) {
    for (field, kind) in errors.errors() {
        let here = if field == "__all__" { at.to_owned() } else { format!("{at}/{field}") };
        match kind {
            ValidationErrorsKind::Field(found) => {
                for e in found {
                    let mut error = FieldError::new(&here, &e.code);
                    for (name, value) in &e.params {
                        if name != "value" {
                            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                            error.params.insert(name.to_string(), text);
                        }
                    }
                    if let Some(pointer) = error.params.remove("pointer") {
                        error.pointer = format!("{here}{pointer}");
                    }
                    list.push(error);
                }
            }
            ValidationErrorsKind::Struct(inner) => collect(&here, inner, list),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(&format!("{here}/{index}"), inner, list);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::{invitations::CreateInvitation, members::SuspendMember, recipients::Pause};

    fn errors(json: &str) -> Vec<(String, String)> {
        accept::<CreateInvitation>(json.as_bytes()).unwrap_err().into_iter().map(|e| (e.pointer, e.code)).collect()
    }

    #[test]
    fn each_wrong_field_is_named_by_its_pointer() {
        assert_eq!(errors(r#"{"email":"nope","roles":["volunteer"]}"#), [("/email".into(), "email_invalid".into())]);
        assert_eq!(errors(r#"{"email":"a@b.fr","roles":[]}"#), [("/roles".into(), "required".into())]);
        assert_eq!(errors(r#"{"email":"a@b.fr"}"#), [("/roles".into(), "required".into())]);
        assert_eq!(errors(r#"{"email":"a@b.fr","roles":["king"]}"#), [("/roles/0".into(), "choice_unknown".into())]);
        assert_eq!(
            errors(r#"{"email":"a@b.fr","roles":["admin"],"verified":true}"#),
            [("/verified".into(), "field_unknown".into())]
        );
        assert_eq!(errors(r#"{"email":3,"roles":["admin"]}"#), [("/email".into(), "type_invalid".into())]);
        assert_eq!(errors("{"), [(String::new(), "json_invalid".into())]);
    }

    #[test]
    fn a_year_of_five_figures_makes_no_date() {
        let wrong = Some(vec![FieldError::new("/until", "date_invalid")]);
        assert_eq!(accept::<Pause>(br#"{"from":"2026-12-21","until":"20266-12-24"}"#).err(), wrong);
        assert_eq!(accept::<SuspendMember>(br#"{"reason":"Keys.","until":"20266-12-24"}"#).err(), wrong);
    }
}
