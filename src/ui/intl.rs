//! What the browser knows of a language: how it writes numbers, names countries and sorts.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use importer_locale::{Language, Numbers};
use js_sys::Intl::{DisplayNames, DisplayNamesOptions, DisplayNamesType, NumberFormat};
use js_sys::{Array, JsString, Object};
use wasm_bindgen::JsValue;

thread_local! {
    /// Making one takes longer than using it a thousand times.
    static FORMATS: RefCell<BTreeMap<&'static str, NumberFormat>> = const { RefCell::new(BTreeMap::new()) };
}

/// The browser's `Intl`.
pub struct Browser;

impl Numbers for Browser {
    fn write(language: Language, number: f64) -> String {
        FORMATS.with_borrow_mut(|formats| {
            let format = formats
                .entry(language.code())
                .or_insert_with(|| NumberFormat::new(&tag(language), &Object::new()));
            let text = format.format().call1(&JsValue::UNDEFINED, &number.into());
            text.ok().and_then(|text| text.as_string()).unwrap_or_else(|| number.to_string())
        })
    }
}

/// Names of countries by their two letters.
pub(super) fn countries(language: Language) -> impl Fn(&str) -> String {
    let options = DisplayNamesOptions::new();
    options.set_type(DisplayNamesType::Region);
    let names = DisplayNames::new(&tag(language), &options);
    move |code| names.of(code).map_or_else(|| code.to_owned(), String::from)
}

/// Which of two texts comes first in a list.
pub(super) fn order(language: Language, one: &str, other: &str) -> Ordering {
    let compared = JsString::from(one).locale_compare(other, &tag(language), &Object::new());
    compared.cmp(&0)
}

fn tag(language: Language) -> Array {
    Array::of1(&language.code().into())
}
