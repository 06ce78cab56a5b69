//! Sheets of tasks and of deliveries.

use super::{file, opened, problems};
use crate::{
    Options, Reading, StopKind,
    deliveries::{self, DeliveryRow},
    tasks::{self, TaskRow},
    testing::context,
};
use cabas_kernel::{Grams, Window, time::wall};

fn stops(bytes: &[u8]) -> Reading<TaskRow> {
    tasks::read(&opened(bytes), &context(), &Options::default()).unwrap()
}

fn deliveries_of(bytes: &[u8]) -> Reading<DeliveryRow> {
    deliveries::read(&opened(bytes), &context(), &Options::default()).unwrap()
}

fn hours(window: Window) -> String {
    let local = |t| wall(t, context().zone).format("%d/%m %H:%M");
    format!("{} {}", local(window.start.unwrap()), local(window.end))
}

#[test]
fn windows_of_a_tasks_sheet() {
    let reading = stops(file!("taches-fenetres.csv"));
    let read: Vec<_> = reading
        .rows
        .iter()
        .filter_map(|r| r.value.as_ref().map(|v| format!("{} {} {}", r.line, v.kind, hours(v.window))))
        .collect();
    assert_eq!(
        read,
        [
            "2 dropoff 26/11 09:05 26/11 23:59",
            "3 pickup 24/11 08:00 24/11 12:30",
            "4 dropoff 26/11 14:30 26/11 16:00",
            "5 dropoff 05/12 10:00 05/12 23:59",
            "6 dropoff 24/11 00:00 24/11 23:59",
            "7 dropoff 26/11 09:00 26/11 11:30",
            "11 dropoff 11/01 00:00 11/01 18:00",
        ]
    );
    assert_eq!(
        problems(&reading),
        [
            "6 type type_unknown?",
            "8 after date_invalid",
            "8 before date_two_digit_year",
            "9 before window_order",
            "10 timeslot timeslot_and_window",
            "11 after date_in_past?",
            "11 before date_in_past?",
            "12 timeslot timeslot_invalid",
        ]
    );
}

#[test]
fn packages_weights_and_assignments_of_a_tasks_sheet() {
    let reading = stops(file!("taches-coopcycle.csv"));
    assert_eq!(
        problems(&reading),
        [
            "2 weight weight_ignored?",
            "4 latlong latlong_invalid",
            "4 address.telephone phone_invalid",
            "4 packages package_quantity",
            "4 weight weight_invalid",
            "4 assign assign_syntax",
            "6 address required",
        ]
    );
    let row = |i: usize| reading.rows[i].value.as_ref().unwrap();
    assert_eq!((row(0).kind, row(0).weight), (StopKind::Pickup, None));
    let second = row(1);
    assert_eq!((second.weight, second.tags.join(" ").as_str()), (Some(Grams(2500)), "frais etage"));
    let assign = second.assign.as_ref().unwrap();
    assert_eq!((assign.person.as_str(), assign.date.to_string().as_str()), ("samir@exemple.fr", "2026-11-26"));
    assert_eq!(
        second.packages.iter().map(|p| (p.slug.as_str(), p.quantity)).collect::<Vec<_>>(),
        [("panier", 1), ("colis-bebe", 2)]
    );
    assert_eq!(
        (second.address.street.as_deref(), second.address.postal_code.as_deref(), second.address.city.as_deref()),
        (Some("12 rue des Lilas"), Some("33000"), Some("Bordeaux"))
    );
    assert!(row(3).address.text.is_empty() && row(3).position.is_some());
}

#[test]
fn other_tools_sheets_are_understood() {
    let reading = stops(file!("onfleet.csv"));
    let row = reading.rows[0].value.as_ref().unwrap();
    assert_eq!(row.address.text, "7 rue Haute, appt 2, 33150 Cenon");
    assert_eq!((row.address.contact_name.as_deref(), row.comments.as_deref()), (Some("Léa Moreau"), Some("fragile")));
    assert_eq!((row.delivery_note.as_deref(), row.address.country.as_deref()), (Some("sonner"), Some("FR")));
    assert_eq!(hours(row.window), "26/11 09:00 26/11 12:00");
    let ignored: Vec<_> = reading.sheets[0].ignored_columns.iter().map(|c| c.header.as_str()).collect();
    assert_eq!(ignored, ["Team"]);

    let reading = stops(file!("circuit.csv"));
    let row = reading.rows[0].value.as_ref().unwrap();
    assert_eq!((row.service_minutes, row.comments.as_deref()), (Some(5), Some("code 4711")));
    assert_eq!(hours(row.window), "24/11 09:00 24/11 12:00");
}

#[test]
fn every_fault_of_a_delivery_is_told() {
    let reading = deliveries_of(file!("livraisons-fautes.csv"));
    assert_eq!(
        problems(&reading),
        [
            "3 pickup.timeslot required",
            "3 dropoff.address required",
            "3 dropoff.address.telephone phone_invalid",
            "3 dropoff.timeslot timeslot_invalid",
            "3 dropoff.metadata metadata_syntax",
            "3 dropoff.packages package_quantity",
            "3 weight weight_invalid",
            "4 dropoff.address row_repeated",
            "5 dropoff.timeslot window_order",
        ]
    );
    let first = reading.rows[0].value.as_ref().unwrap();
    assert_eq!(first.pickup.as_ref().map(|p| hours(p.window)).as_deref(), Some("26/11 08:00 26/11 09:00"));
    assert_eq!(hours(first.dropoff.window), "26/11 10:00 26/11 12:00");
    assert_eq!((first.weight, first.tour_name.as_deref()), (Some(Grams(8500)), Some("Jeudi")));
    assert_eq!(first.packages[0].slug, "panier");
    assert_eq!(first.dropoff.metadata.get("dossier").map(String::as_str), Some("F1"));
}
