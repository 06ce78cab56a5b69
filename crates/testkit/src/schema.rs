//! Whether a value fits a schema: the words of JSON Schema that the API's document uses. One that it does not know is a
//! fault, so that no promise goes unread.

use serde_json::{Map, Value};

/// What is wrong with a value, each with a pointer to where.
pub(crate) fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut check = Check { document, found: Vec::new() };
    check.fit("", schema, value);
    check.found
}

struct Check<'a> {
    document: &'a Value,
    found: Vec<String>,
}

impl Check<'_> {
    fn fit(&mut self, at: &str, schema: &Value, value: &Value) {
        let Some(words) = schema.as_object() else {
            return self.say(at, "has no schema");
        };
        for (word, said) in words {
            match word.as_str() {
                "description" | "example" | "title" | "default" => {}
                "$ref" => self.named(at, said, value),
                "type" => self.kind(at, said, value),
                "enum" => self.need(at, said.as_array().is_some_and(|l| l.contains(value)), "is not of the list"),
                "const" => self.need(at, said == value, "is not the constant"),
                "format" => self.format(at, said.as_str().unwrap_or_default(), value),
                "minimum" => {
                    let enough = value.as_f64().is_none_or(|n| said.as_f64().is_some_and(|least| n >= least));
                    self.need(at, enough, "is too small");
                }
                "oneOf" | "anyOf" => self.one_of(at, said, value),
                "allOf" => said.as_array().into_iter().flatten().for_each(|each| self.fit(at, each, value)),
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.fit(&format!("{at}/{index}"), said, item);
                    }
                }
                "properties" => {
                    if let Some(object) = value.as_object() {
                        self.properties(at, words, object);
                    }
                }
                "required" => {
                    for name in said.as_array().into_iter().flatten().filter_map(Value::as_str) {
                        let there = value.as_object().is_none_or(|o| o.contains_key(name));
                        self.need(at, there, &format!("lacks {name}"));
                    }
                }
                "additionalProperties" => self.others(at, words, said, value),
                // Names of properties are texts.
                "propertyNames" => self.need(at, said["type"] == "string", "has names that are no texts"),
                other => self.say(at, &format!("is described by {other:?}, which nobody checks")),
            }
        }
    }

    fn say(&mut self, at: &str, fault: &str) {
        self.found.push(format!("{} {fault}", if at.is_empty() { "/" } else { at }));
    }
    fn need(&mut self, at: &str, holds: bool, fault: &str) {
        if !holds {
            self.say(at, fault);
        }
    }

    fn named(&mut self, at: &str, name: &Value, value: &Value) {
        let pointer = name.as_str().unwrap_or_default().trim_start_matches('#');
        match self.document.pointer(pointer) {
            Some(schema) => self.fit(at, schema, value),
            None => self.say(at, &format!("is described by {name}, which is not there")),
        }
    }

    fn kind(&mut self, at: &str, said: &Value, value: &Value) {
        let is = |kind: &Value| match kind.as_str().unwrap_or_default() {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "null" => value.is_null(),
            _ => false,
        };
        let holds = said.as_array().map_or_else(|| is(said), |kinds| kinds.iter().any(is));
        self.need(at, holds, &format!("is no {said}"));
    }

    fn format(&mut self, at: &str, format: &str, value: &Value) {
        let text = value.as_str();
        let holds = match format {
            "uuid" => text.is_none_or(|t| uuid::Uuid::parse_str(t).is_ok()),
            "date" => text.is_none_or(|t| t.parse::<chrono::NaiveDate>().is_ok()),
            "date-time" => text.is_none_or(|t| chrono::DateTime::parse_from_rfc3339(t).is_ok()),
            "int32" => value.as_i64().is_none_or(|n| i32::try_from(n).is_ok()),
            "int64" | "double" | "binary" => true,
            _ => return self.say(at, &format!("has the format {format:?}, which nobody checks")),
        };
        self.need(at, holds, &format!("is no {format}"));
    }

    fn one_of(&mut self, at: &str, said: &Value, value: &Value) {
        let schemas = said.as_array().map(Vec::as_slice).unwrap_or_default();
        let tried: Vec<Vec<String>> = schemas.iter().map(|s| faults(self.document, s, value)).collect();
        if tried.iter().any(Vec::is_empty) {
            return;
        }
        // The faults of the alternative that comes nearest say more than that none fits.
        let nearest = tried.into_iter().filter(|f| !f.iter().all(|f| f.starts_with("/ is no"))).min_by_key(Vec::len);
        match nearest {
            Some(found) => self.found.extend(found.iter().map(|fault| format!("{at}{fault}"))),
            None => self.say(at, "fits none of the alternatives"),
        }
    }

    fn properties(&mut self, at: &str, words: &Map<String, Value>, object: &Map<String, Value>) {
        let said = &words["properties"];
        for (name, value) in object {
            match said.get(name) {
                Some(schema) => self.fit(&format!("{at}/{name}"), schema, value),
                // An answer says what the document says, no more.
                None if !words.contains_key("additionalProperties") => self.say(at, &format!("has {name} unannounced")),
                None => {}
            }
        }
    }

    fn others(&mut self, at: &str, words: &Map<String, Value>, said: &Value, value: &Value) {
        let known = |name: &String| words.get("properties").is_some_and(|p| p.get(name).is_some());
        for (name, value) in value.as_object().into_iter().flatten().filter(|(name, _)| !known(name)) {
            match said {
                Value::Bool(allowed) => self.need(at, *allowed, &format!("has {name} unannounced")),
                schema => self.fit(&format!("{at}/{name}"), schema, value),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(schema: Value, value: Value) -> Vec<String> {
        let document = json!({ "components": { "schemas": { "Day": { "type": "string", "format": "date" } } } });
        faults(&document, &schema, &value)
    }

    #[test]
    fn what_is_missing_wrong_or_unannounced_is_named() {
        let schema = json!({ "type": "object", "required": ["a"], "properties": {
            "a": { "type": ["integer", "null"], "format": "int32", "minimum": 0 },
            "day": { "oneOf": [{ "$ref": "#/components/schemas/Day" }, { "type": "null" }] },
            "list": { "type": "array", "items": { "enum": ["x"] } },
        }});
        assert!(found(schema.clone(), json!({ "a": null, "day": "2026-11-24", "list": ["x"] })).is_empty());
        assert_eq!(found(schema.clone(), json!({ "day": null })), ["/ lacks a"]);
        assert_eq!(found(schema.clone(), json!({ "a": -1 })), ["/a is too small"]);
        assert_eq!(found(schema.clone(), json!({ "a": 1, "b": 2 })), ["/ has b unannounced"]);
        assert_eq!(found(schema.clone(), json!({ "a": 1, "list": ["x", "y"] })), ["/list/1 is not of the list"]);
        assert_eq!(found(schema.clone(), json!({ "a": 1, "day": "demain" })).len(), 1);
        assert_eq!(found(schema, json!([])).len(), 1);
    }

    #[test]
    fn a_map_holds_values_of_one_kind() {
        let schema = json!({ "type": "object", "additionalProperties": { "type": "string" } });
        assert!(found(schema.clone(), json!({ "a": "b" })).is_empty());
        assert_eq!(found(schema, json!({ "a": 1 })), ["/a is no \"string\""]);
    }

    #[test]
    fn a_word_that_is_not_known_is_no_promise_kept() {
        assert_eq!(found(json!({ "pattern": "a" }), json!("a")).len(), 1);
        assert_eq!(found(json!({ "type": "string", "format": "uri" }), json!("a")).len(), 1);
    }
}
