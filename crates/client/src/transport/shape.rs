//! From JSON to a type, in as little code as can be: browsers download it once for each type they read.
//!
//! serde's derived readers know how to read a struct from a list, a field from a number, and how to tell what is wrong
//! in words. Answers of the API need none of it, and what a deserializer never calls is never compiled: half of the
//! code that `serde_json` asks for.

use serde::{
    Deserializer,
    de::{DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor},
    forward_to_deserialize_any,
};
use serde_json::Value;
use std::fmt;

/// The value is of another shape. Which one, nobody in a browser reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OtherShape;

/// Reads JSON as a type.
pub(super) fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, OtherShape> {
    T::deserialize(Read(parse(json)?))
}

fn parse(json: &[u8]) -> Result<Value, OtherShape> {
    serde_json::from_slice(json).map_err(|_| OtherShape)
}

impl fmt::Display for OtherShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("other_shape")
    }
}

impl std::error::Error for OtherShape {}

impl serde::de::Error for OtherShape {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Read(Value);

impl<'de> Deserializer<'de> for Read {
    type Error = OtherShape;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), ..) => visitor.visit_u64(number),
                (None, Some(number), _) => visitor.visit_i64(number),
                (None, None, number) => visitor.visit_f64(number.unwrap_or_default()),
            },
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visitor.visit_seq(Items(items.into_iter())),
            Value::Object(fields) => visitor.visit_map(Fields { left: fields.into_iter(), value: None }),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        visitor.visit_bool(self.0.as_bool().ok_or(OtherShape)?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        visitor.visit_u64(self.0.as_u64().ok_or(OtherShape)?)
    }
    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_u64(visitor)
    }
    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_u64(visitor)
    }
    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        visitor.visit_i64(self.0.as_i64().ok_or(OtherShape)?)
    }
    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_i64(visitor)
    }
    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_i64(visitor)
    }
    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        visitor.visit_f64(self.0.as_f64().ok_or(OtherShape)?)
    }
    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            _ => Err(OtherShape),
        }
    }
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_string(visitor)
    }
    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_string(visitor)
    }
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        match self.0 {
            Value::String(text) => visitor.visit_str(&text),
            _ => Err(OtherShape),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, OtherShape> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(Items(items.into_iter())),
            _ => Err(OtherShape),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        match self.0 {
            Value::Object(fields) => visitor.visit_map(Fields { left: fields.into_iter(), value: None }),
            _ => Err(OtherShape),
        }
    }
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, OtherShape> {
        self.deserialize_map(visitor)
    }

    /// A word of a closed list: no type of the API carries values in its variants.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, OtherShape> {
        match self.0.as_str() {
            Some(word) => visitor.visit_enum(word.into_deserializer()),
            None => Err(OtherShape),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 bytes byte_buf unit unit_struct tuple tuple_struct }
}

struct Items(std::vec::IntoIter<Value>);

impl<'de> SeqAccess<'de> for Items {
    type Error = OtherShape;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, OtherShape> {
        self.0.next().map(|item| seed.deserialize(Read(item))).transpose()
    }
}

struct Fields {
    left: serde_json::map::IntoIter,
    value: Option<Value>,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = OtherShape;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, OtherShape> {
        let Some((name, value)) = self.left.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(Read(Value::String(name))).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, OtherShape> {
        seed.deserialize(Read(self.value.take().unwrap_or(Value::Null)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabas_model::{
        Problem,
        me::{Me, MyRounds, Taken},
        members::MemberState,
    };
    use serde::de::DeserializeOwned;
    use std::fmt::Debug;

    const ID: &str = "0192f0c1-2b3c-7d4e-8f50-112233445566";

    /// What is read here is what `serde_json` reads.
    fn same<T: DeserializeOwned + PartialEq + Debug>(json: &str) -> T {
        let value = read::<T>(json.as_bytes()).unwrap();
        assert_eq!(value, serde_json::from_str::<T>(json).unwrap());
        value
    }

    #[test]
    fn a_person_is_read_with_their_places() {
        let me: Me = same(&format!(
            r#"{{"id":"{ID}","email":"a@b.fr","display_name":"Aline « A. » Rey","has_password":true,"later":[1],"memberships":[
                {{"member_id":"{ID}","organisation_id":"{ID}","organisation_name":"Les Paniers","zone":"Europe/Paris",
                  "state":"active","roles":["volunteer","dispatcher"]}}]}}"#
        ));
        assert_eq!(me.memberships.first().map(|one| one.state), Some(MemberState::Active));
    }

    #[test]
    fn a_round_is_read_with_its_stops() {
        let rounds: MyRounds = same(&format!(
            r#"{{"items":[{{"id":"{ID}","organisation_id":"{ID}","name":"Nord","date":"2026-11-24","state":"running",
                "mode":"cargo_bike","offered":false,"areas":["69001"],"stop_count":1,"weight_g":21000,"depot":null,
                "window":{{"start":"2026-11-24T08:00:00Z","end":"2026-11-24T11:00:00.5+01:00"}},"stops":[
                {{"id":"{ID}","delivery_id":"{ID}","kind":"dropoff","position":0,"status":"out","masked":false,
                  "window":{{"end":"2026-11-24T11:00:00Z"}},"packages":[{{"slug":"panier","name":"Panier","quantity":2,"storage":"ambient"}}],"can":["complete"],
                  "address":{{"street":"5 rue X","postal_code":"69001","city":"Lyon","lat":45.76,"lon":-4,"geo_state":"located"}},
                  "recipient":{{"id":"{ID}","display_name":"N.","household_size":4,"no_sms":false,"phones":[{{"e164":"+33612345678"}}]}}
                }}]}}]}}"#
        ));
        let stop = rounds.items.first().and_then(|round| round.stops.first()).unwrap();
        assert_eq!(stop.address.as_ref().and_then(|address| address.lon), Some(-4.0));
    }

    #[test]
    fn a_problem_is_read_with_its_fields() {
        let problem: Problem = same(
            r#"{"type":"urn:x","title":"T","status":422,"detail":"D","instance":"urn:y","code":"fields_invalid",
                "errors":[{"pointer":"/email","code":"text_too_long","params":{"max":"120"}}]}"#,
        );
        assert_eq!(problem.errors.first().and_then(|error| error.params.get("max")).map(String::as_str), Some("120"));
    }

    #[test]
    fn anything_else_is_of_another_shape() {
        for json in [
            String::new(),
            "null".to_owned(),
            "[]".to_owned(),
            r#"{"round_id":"x"}"#.to_owned(),
            format!(r#"{{"round_id":"{ID}"}}"#),
            format!(r#"{{"round_id":"{ID}","member_id":7}}"#),
        ] {
            assert!(read::<Taken>(json.as_bytes()).is_err(), "{json}");
        }
        assert!(
            read::<MemberState>(br#""asleep""#).is_err() && read::<u8>(b"256").is_err() && read::<bool>(b"1").is_err()
        );
    }
}
