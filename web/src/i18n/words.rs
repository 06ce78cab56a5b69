//! Lists and order of words, by the browser's own tables.

use cabas_messages::Lang;
use js_sys::{Array, Function, Intl, JsString, Object, Reflect};
use std::cmp::Ordering;
use wasm_bindgen::{JsCast, JsValue};

/// « a, b et c ».
pub fn list(lang: Lang, items: &[String]) -> String {
    let options = options(&[("style", "long"), ("type", "conjunction")]);
    let format = Intl::ListFormat::new(&locales(lang), &options);
    let items: Array = items.iter().map(|item| JsValue::from_str(item)).collect();
    String::from(format.format(&items))
}

/// The order of two names as readers expect it: accents and capitals do not count first, 2 comes before 10.
pub fn compare(lang: Lang, a: &str, b: &str) -> Ordering {
    thread_local! {
        static COLLATORS: std::cell::RefCell<Vec<(Lang, Function)>> = const { std::cell::RefCell::new(Vec::new()) };
    }
    let compare = COLLATORS.with_borrow_mut(|known| {
        if let Some((_, compare)) = known.iter().find(|(of, _)| *of == lang) {
            return compare.clone();
        }
        let options = options(&[("sensitivity", "base")]);
        let _ = Reflect::set(&options, &"numeric".into(), &JsValue::TRUE);
        let compare: Function = Intl::Collator::new(&locales(lang), &options).compare();
        known.push((lang, compare.clone()));
        compare
    });
    let sign = compare.call2(&JsValue::UNDEFINED, &a.into(), &b.into()).ok().and_then(|sign| sign.as_f64());
    sign.unwrap_or_default().total_cmp(&0.0)
}

/// The name of a language in the reader's own: « vietnamien ». Nothing where the browser does not know it.
pub fn language(lang: Lang, tag: &str) -> Option<String> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let maker: Function = Reflect::get(&intl, &"DisplayNames".into()).ok()?.dyn_into().ok()?;
    let options = options(&[("type", "language"), ("fallback", "none")]);
    let names = Reflect::construct(&maker, &Array::of2(&JsString::from(lang.locale()), &options)).ok()?;
    let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
    of.call1(&names, &JsValue::from_str(tag)).ok()?.as_string()
}

/// The locale as `Intl` takes it.
pub(super) fn locales(lang: Lang) -> Array {
    Array::of1(&JsString::from(lang.locale()))
}

/// Options of an `Intl` formatter.
pub(super) fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in pairs {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    options
}
