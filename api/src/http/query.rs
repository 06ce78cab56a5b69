//! Query parameters, read by the same rules as bodies. All of them are text: the type of a field says how to read it,
//! so that a name of digits stays a name and a limit is a number.

use super::Failure;
use cabas_model::accept_from;
use serde::{
    Deserializer,
    de::{DeserializeOwned, Error as _, IntoDeserializer, Visitor, value::MapDeserializer},
    forward_to_deserialize_any,
};
use std::collections::BTreeMap;
use validator::Validate;

/// Reads and validates the parameters of an address.
///
/// # Errors
/// 422 with a pointer per parameter; one that is written twice is refused.
pub(super) fn read<T: DeserializeOwned + Validate>(query: &str) -> Result<T, Failure> {
    let mut parameters = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if parameters.insert(name.to_string(), Text(value.into_owned())).is_some() {
            return Err(Failure::field(&format!("/{name}"), "parameter_twice"));
        }
    }
    accept_from(MapDeserializer::new(parameters.into_iter())).map_err(Failure::fields)
}

/// One value.
struct Text(String);

impl IntoDeserializer<'_, serde_json::Error> for Text {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parsed {
    ($($method:ident $visit:ident;)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            visitor.$visit(self.0.parse().map_err(|_| Self::Error::custom("type_invalid"))?)
        }
    )+};
}

impl<'de> Deserializer<'de> for Text {
    type Error = serde_json::Error;

    parsed! {
        deserialize_bool visit_bool;
        deserialize_i8 visit_i8;
        deserialize_i16 visit_i16;
        deserialize_i32 visit_i32;
        deserialize_i64 visit_i64;
        deserialize_u8 visit_u8;
        deserialize_u16 visit_u16;
        deserialize_u32 visit_u32;
        deserialize_u64 visit_u64;
        deserialize_f32 visit_f32;
        deserialize_f64 visit_f64;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_string(self.0)
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
        ignored_any
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use cabas_model::recipients::RecipientQuery;

    fn refused(query: &str) -> Vec<(String, String)> {
        let failure = read::<RecipientQuery>(query).map(|_| ()).unwrap_err();
        failure.errors.into_iter().map(|e| (e.pointer, e.code)).collect()
    }

    #[test]
    fn the_type_of_a_parameter_says_how_its_text_is_read() {
        let query: RecipientQuery = read("q=0612345678&limit=50&to_place=true&status=active").unwrap();
        assert_eq!((query.q.as_deref(), query.limit, query.to_place), (Some("0612345678"), Some(50), Some(true)));
        assert!(query.status.is_some());
    }

    #[test]
    fn a_wrong_parameter_is_named() {
        let one = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
        assert_eq!(refused("limit=many"), one("/limit", "type_invalid"));
        assert_eq!(refused("limit=0"), one("/limit", "limit_invalid"));
        assert_eq!(refused("status=happy"), one("/status", "choice_unknown"));
        assert_eq!(refused("colour=red"), one("/colour", "field_unknown"));
        assert_eq!(refused("q=awa&q=karim"), one("/q", "parameter_twice"));
    }
}
