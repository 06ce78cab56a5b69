//! What a delivery may say: the checks that need the organisation, for what is made and for what a change leaves.

use crate::http::Failure;
use cabas_kernel::{Grams, Window, time::local_day};
use cabas_model::{
    Code, FieldError,
    address::Address,
    deliveries::{CreateDelivery, PackageLine},
};
use cabas_store::{StoreError, Tx};
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::collections::HashSet;

/// Kinds of parcels in one delivery, and grams, at most.
const KINDS: usize = 20;
const WEIGHT: u32 = 1_000_000;

/// A well-formed address is deliverable, on the map or not (decisions 14, DL-24).
pub(super) fn is_usable(address: &Address) -> bool {
    missing(address).is_none()
}

/// What an address lacks to be usable.
pub(super) fn missing(address: &Address) -> Option<&'static str> {
    if address.street.trim().is_empty() {
        Some("street")
    } else if address.postal_code.trim().is_empty() && address.city.trim().is_empty() {
        Some("city")
    } else {
        None
    }
}

/// The local day a delivery is for: that of its window's beginning.
pub(super) fn day_of(window: &Window, zone: Tz) -> NaiveDate {
    local_day(window.earliest(), zone)
}

/// A window runs forward (DL-1).
pub(super) fn runs_forward(window: &Window, pointer: &str) -> Result<(), FieldError> {
    match Window::new(window.start, window.end) {
        Ok(_) => Ok(()),
        Err(_) => Err(FieldError::new(&format!("{pointer}/end"), "window_order")),
    }
}

/// Checks what a delivery says; `packages` where they are new.
pub(super) async fn check(tx: &Tx, form: &CreateDelivery, packages: &[PackageLine]) -> Result<(), Failure> {
    let pickup = form.pickup.as_ref().and_then(|p| p.window);
    let windows = [("/window", Some(form.window)), ("/promised", form.promised), ("/pickup/window", pickup)];
    let mut errors: Vec<FieldError> =
        windows.iter().filter_map(|(at, w)| runs_forward(w.as_ref()?, at).err()).collect();
    errors.extend(check_goods(tx, "", form.weight_g, packages).await?);
    if errors.is_empty() { Ok(()) } else { Err(Failure::fields(errors)) }
}

/// What is wrong with what a delivery brings; `at` is where its fields stand.
pub(crate) async fn check_goods(
    tx: &Tx,
    at: &str,
    weight: Option<Grams>,
    packages: &[PackageLine],
) -> Result<Vec<FieldError>, Failure> {
    let mut errors = Vec::new();
    if weight.is_some_and(|w| w.0 > WEIGHT) {
        errors.push(FieldError::new(&format!("{at}/weight_g"), "weight_invalid"));
    }
    if packages.len() > KINDS {
        errors.push(FieldError::new(&format!("{at}/packages"), "list_too_long").with("max", KINDS));
    }
    let known = if packages.is_empty() { HashSet::new() } else { tx.package_slugs().await? };
    let mut seen = HashSet::new();
    for (nth, line) in packages.iter().enumerate() {
        let code = match (known.contains(&line.slug), seen.insert(line.slug.as_str())) {
            (false, _) => "package_unknown",
            (true, false) => "duplicate",
            (true, true) => continue,
        };
        errors.push(FieldError::new(&format!("{at}/packages/{nth}/slug"), code));
    }
    Ok(errors)
}

/// Says which field holds a reference that another delivery has.
pub(super) fn taken(e: StoreError) -> Failure {
    match e {
        StoreError::Constraint("delivery_ref") => Failure::refused_at("/external_ref", Code::RefTaken.as_str()),
        other => other.into(),
    }
}
