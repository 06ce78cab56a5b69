//! Time zones and countries, as the browser knows them.

use crate::{
    i18n::{Lang, compare},
    ui::Choice,
};
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Where the federation and its neighbours are: Europe, the French overseas, Québec.
const COUNTRIES: [&str; 42] = [
    "AT", "BE", "BG", "CA", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GF", "GP", "GR", "HR", "HU",
    "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MQ", "MT", "NC", "NL", "NO", "PF", "PL", "PM", "PT", "RE", "RO",
    "SE", "SI", "SK", "YT",
];

/// Every zone that this browser can read, and the one in use.
pub(super) fn zones(current: &str) -> Vec<Choice> {
    let known = supported("timeZone").unwrap_or_default();
    let mut zones: Vec<String> = known.iter().filter_map(|zone| zone.as_string()).collect();
    if !zones.iter().any(|zone| zone == current) {
        zones.push(current.to_owned());
    }
    zones.sort();
    zones.into_iter().map(|zone| Choice::new(&zone, zone.replace('_', " "))).collect()
}

/// Countries by their names, and the one in use.
pub(super) fn countries(lang: Lang, current: &str) -> Vec<Choice> {
    let names = names(lang);
    let mut codes: Vec<&str> = COUNTRIES.to_vec();
    if !codes.contains(&current) {
        codes.push(current);
    }
    let mut choices: Vec<Choice> =
        codes.into_iter().map(|code| Choice::new(code, name(names.as_ref(), code))).collect();
    choices.sort_by(|a, b| compare(lang, &a.label, &b.label));
    choices
}

/// « France » for `FR`.
pub(super) fn country(lang: Lang, code: &str) -> String {
    name(names(lang).as_ref(), code)
}

fn name(names: Option<&(Object, Function)>, code: &str) -> String {
    let found = names.and_then(|(names, of)| of.call1(names, &code.into()).ok()).and_then(|name| name.as_string());
    found.unwrap_or_else(|| code.to_owned())
}

/// An `Intl.DisplayNames` of regions, and its method.
fn names(lang: Lang) -> Option<(Object, Function)> {
    let make: Function = Reflect::get(&intl()?, &"DisplayNames".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &"region".into()).ok()?;
    let names = Reflect::construct(&make, &Array::of2(&lang.locale().into(), &options)).ok()?;
    let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
    Some((names.unchecked_into(), of))
}

fn supported(what: &str) -> Option<Array> {
    let intl = intl()?;
    let list: Function = Reflect::get(&intl, &"supportedValuesOf".into()).ok()?.dyn_into().ok()?;
    list.call1(&intl, &what.into()).ok()?.dyn_into().ok()
}

fn intl() -> Option<JsValue> {
    Reflect::get(&js_sys::global(), &"Intl".into()).ok().filter(|intl| !intl.is_undefined())
}
