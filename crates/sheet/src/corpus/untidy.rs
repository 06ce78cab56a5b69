//! One test for each sheet whose truth says it all: which cells are read how, which rows are refused, with which code and
//! on which line. The truth of each begins with the rule in words.

use super::measure::as_meant;

#[test]
fn a_number_in_a_column_of_its_own_beside_the_street_is_no_reference() {
    as_meant("foyers-numero-rue.csv");
}

#[test]
fn a_german_house_number_stands_after_its_street() {
    as_meant("haushalte-hausnummer.csv");
}

#[test]
fn a_french_count_is_no_spanish_first_name() {
    as_meant("foyers-nombre.csv");
}

#[test]
fn a_bare_code_is_left_out_and_makes_no_neighbours_duplicates() {
    as_meant("foyers-code.csv");
}

#[test]
fn dashes_and_words_for_nothing_are_empty_cells() {
    as_meant("foyers-tirets.csv");
}

#[test]
fn cells_copied_from_a_web_page_are_read_as_they_showed() {
    as_meant("foyers-navigateur.tsv");
}

#[test]
fn exports_put_end_to_end_bring_their_headers_and_no_household_of_them() {
    as_meant("foyers-bout-a-bout.csv");
}

#[test]
fn totals_and_footnotes_are_refused_one_by_one() {
    as_meant("foyers-pied.csv");
}

#[test]
fn titles_and_cells_on_several_lines_keep_the_numbers_of_their_rows() {
    as_meant("foyers-titres-coupes.csv");
}

#[test]
fn an_address_in_one_cell_is_cut_where_it_is_certain() {
    as_meant("foyers-une-adresse.csv");
}

#[test]
fn blank_columns_and_blank_lines_cost_nothing() {
    as_meant("foyers-trous.csv");
}

#[test]
fn text_that_was_decoded_twice_is_read_as_it_was_meant() {
    as_meant("foyers-relu.csv");
}

#[test]
fn letters_of_an_old_macintosh_are_not_those_of_windows() {
    as_meant("foyers-vieux-mac.csv");
}

#[test]
fn telephones_with_slashes_letters_and_lost_zeros_are_numbers() {
    as_meant("foyers-numeros.csv");
}

#[test]
fn diets_in_free_words_are_known_or_named_never_guessed() {
    as_meant("foyers-regimes.csv");
}

#[test]
fn a_pause_ends_on_a_day_that_is_written_as_one() {
    as_meant("foyers-dates.csv");
}

#[test]
fn what_the_spreadsheet_turned_into_dates_and_powers_is_refused() {
    as_meant("foyers-changes.csv");
}

#[test]
fn a_row_with_a_comma_too_many_is_refused_for_nobody_knows_its_cells() {
    as_meant("foyers-virgules-libres.csv");
}

#[test]
fn zeros_kept_by_hand_stay() {
    as_meant("foyers-apostrophes.csv");
}

#[test]
fn a_cell_that_says_too_much_refuses_its_row_alone() {
    as_meant("foyers-bavards.csv");
}

#[test]
fn names_in_any_script_are_kept_as_they_are_seen() {
    as_meant("foyers-du-monde.csv");
}

#[test]
fn a_whole_list_is_read_save_what_nobody_could_tell() {
    as_meant("foyers-association.csv");
}

#[test]
fn a_dutch_list_with_commas_in_quotes() {
    as_meant("huishoudens.csv");
}

#[test]
fn a_spanish_list_under_its_title() {
    as_meant("hogares.csv");
}

#[test]
fn an_italian_list_with_bars() {
    as_meant("famiglie-piani.csv");
}

#[test]
fn an_english_list_between_its_title_and_its_total() {
    as_meant("households-pantry.csv");
}

#[test]
fn texts_shared_rich_spelt_out_or_worked_out_are_texts() {
    as_meant("foyers-riche.xlsx");
}

#[test]
fn zeros_that_a_workbook_shows_are_read() {
    as_meant("foyers-formats.xlsx");
}

#[test]
fn days_counted_from_1904_are_the_days_they_show() {
    as_meant("foyers-1904.xlsx");
}

#[test]
fn nothing_hidden_is_kept_from_who_checks() {
    as_meant("foyers-caches.xlsx");
}

#[test]
fn a_line_of_groups_above_the_titles_is_no_header() {
    as_meant("foyers-deux-entetes.xlsx");
}

#[test]
fn repeated_covered_and_grouped_cells_stand_where_they_are_seen() {
    as_meant("foyers-repetes.ods");
}

#[test]
fn a_round_typed_in_french_excel() {
    as_meant("taches-tableur.csv");
}

#[test]
fn hours_in_every_writing_and_points_by_halves() {
    as_meant("taches-heures.csv");
}

#[test]
fn a_unit_that_is_not_ours_makes_another_column() {
    as_meant("taches-poids-grammes.csv");
}

#[test]
fn two_columns_for_one_point_refuse_the_file() {
    as_meant("taches-coordonnees.csv");
}

#[test]
fn a_stop_is_given_to_a_person_on_a_day() {
    as_meant("taches-assignees.csv");
}

#[test]
fn dates_of_a_workbook_are_dates_and_bare_numbers_are_none() {
    as_meant("taches-horaires.xlsx");
}

#[test]
fn slots_in_french_titles_and_the_faults_of_each() {
    as_meant("livraisons-tableur.csv");
}

#[test]
fn a_column_that_must_be_there_is_named_when_its_title_has_a_slip() {
    as_meant("livraisons-sans-retrait.csv");
}

#[test]
fn deliveries_on_the_second_sheet_of_a_workbook() {
    as_meant("livraisons.ods");
}

#[test]
fn a_postcode_and_its_town_in_one_column_are_parted() {
    as_meant("foyers-cp-ville.csv");
}

#[test]
fn a_town_said_in_the_address_too_is_not_said_twice() {
    as_meant("foyers-adresse-double.csv");
}

#[test]
fn stops_say_their_town_once_and_a_postcode_alone_is_one() {
    as_meant("taches-villes.csv");
}
