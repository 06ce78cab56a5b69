//! Addresses of real towns.

use super::*;
use crate::{Extract, Point};
use std::{collections::HashMap, path::PathBuf, sync::OnceLock};

fn index(name: &str) -> (Index, Gathered) {
    let extract = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../testdata/osm").join(name);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("addresses");
    let gathered = import_addresses(&mut Extract::open(&extract).unwrap(), &path, &mut |_| {}).unwrap();
    (Index::open(&path).unwrap(), gathered)
}

fn monaco() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let (index, gathered) = index("monaco.osm.pbf");
        assert!(gathered.streets > 400 && gathered.houses > 60 && gathered.towns > 3, "{gathered:?}");
        index
    })
}

fn helsinki() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| index("helsinki.osm.pbf").0)
}

fn andorra() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| index("andorra.osm.pbf").0)
}

/// The first answer: its street, number, town, and whether it is sure.
fn first(index: &Index, text: &str) -> (String, String, String, bool) {
    let answer = index.find(text, 5);
    let Some(found) = answer.found.into_iter().next() else { return Default::default() };
    (found.street.unwrap_or_default(), found.number.unwrap_or_default(), found.town, found.sure >= Found::SURE)
}

#[test]
fn a_street_is_found_however_it_is_written() {
    for text in [
        "rue Grimaldi, 98000 Monaco",
        "RUE GRIMALDI MONACO",
        "r. grimaldi 98000 monaco",
        "Monaco, rue Grimaldi",
        "rue Grimladi, Monaco",
        "rue Grimaldy Monaco",
        "Rue Grimaldi, bât. C, 3e étage, 98000 Monaco Cedex",
        "rue Grimaldi, La Condamine",
    ] {
        let (street, _, town, sure) = first(monaco(), text);
        assert_eq!((street.as_str(), town.as_str(), sure), ("Rue Grimaldi", "Monaco", true), "{text}");
    }
}

#[test]
fn short_forms_and_joined_words_are_read() {
    for (text, wanted) in [
        ("bd des moulins monaco", "Boulevard des Moulins"),
        ("av princesse grace monaco", "Avenue Princesse Grace"),
        ("bd du jardin exotique, monaco", "Boulevard du Jardin Exotique"),
        ("av saintcharles monaco", "Avenue Saint-Charles"),
        ("av st charles monaco", "Avenue Saint-Charles"),
        ("pl d armes monaco", "Place d'Armes"),
        ("q antoine 1er monaco", "Quai Antoine 1er"),
        ("avenue de l annonciade monaco", "Avenue de l'Annonciade"),
    ] {
        let (street, ..) = first(monaco(), text);
        assert_eq!(street, wanted, "{text}");
    }
}

#[test]
fn what_is_not_there_is_not_found_for_sure() {
    for text in
        ["", "12", "98000", "Quelque part", "rue de la Paix, Paris", "Unter den Linden 5, Berlin", "zzzz", "bât C"]
    {
        let (street, _, _, sure) = first(monaco(), text);
        assert!(!sure, "{text}: {street}");
    }
}

#[test]
fn a_town_alone_is_a_town() {
    let answer = monaco().find("98000 Monaco", 3);
    let found = answer.found.first().unwrap();
    assert_eq!((found.level, found.town.as_str()), (Level::Town, "Monaco"));
    assert!(found.sure < Found::SURE);
}

#[test]
fn the_complement_is_kept_apart() {
    let answer = monaco().find("Bât. C esc 2, rue Grimaldi, 98000 Monaco", 3);
    assert_eq!(answer.complement.as_deref(), Some("bat c esc 2"));
    assert_eq!(answer.found.first().unwrap().street.as_deref(), Some("Rue Grimaldi"));
}

#[test]
fn two_streets_meet_at_their_corner() {
    let answer = monaco().find("angle rue Grimaldi et rue Suffren Reymond, Monaco", 3);
    let corner = answer.found.first().unwrap();
    assert_eq!(corner.level, Level::Corner);
    let wanted = Point::from_degrees(43.7347, 7.4190).unwrap();
    assert!(corner.place.metres_to(wanted) < 250.0, "{} {}", corner.place.lat(), corner.place.lon());
}

#[test]
fn a_place_with_a_name_is_found_by_it() {
    for text in ["Stade Louis II, Monaco", "Lycée Albert 1er", "Musée océanographique, Monaco"] {
        let answer = monaco().find(text, 3);
        let found = answer.found.first().unwrap_or_else(|| panic!("{text}"));
        assert!(found.level == Level::Place && found.sure > 0.6, "{text}: {found:?}");
    }
}

#[test]
fn other_languages_have_their_own_short_forms() {
    for (text, wanted) in [
        ("Av. de Tarragona, Andorra la Vella", "Avinguda de Tarragona"),
        ("c/ Pau Casals, Andorra la Vella", "Carrer Pau Casals"),
        ("Ctra. de la Comella, Andorra la Vella", "Carretera de la Comella"),
    ] {
        assert_eq!(first(andorra(), text).0, wanted, "{text}");
    }
    assert_eq!(first(helsinki(), "Fabianinkatu 12, Helsinki").0, "Fabianinkatu");
    assert_eq!(first(helsinki(), "Korkeavuorenkatu, 00130 Helsingfors").0, "Korkeavuorenkatu");
}

#[test]
fn completing_offers_what_begins_so() {
    for (text, wanted) in [
        ("rue grim", "Rue Grimaldi"),
        ("av princ", "Avenue Princesse Grace"),
        ("boulevard des mou", "Boulevard des Moulins"),
    ] {
        let offers: Vec<String> =
            monaco().complete(text, 8).found.into_iter().filter_map(|found| found.street).collect();
        assert!(offers.iter().any(|offer| offer == wanted), "{text}: {offers:?}");
    }
    let letters = "boulevard des moulins";
    for end in 1..=letters.len() {
        let _ = monaco().complete(&letters[..end], 8);
    }
}

#[test]
fn a_position_has_an_address() {
    let place = monaco().find("rue Grimaldi, Monaco", 1).found.remove(0).place;
    let found = monaco().at(place).unwrap();
    assert!(found.street.is_some() && found.place.metres_to(place) < 30.0, "{found:?}");
    assert_eq!(monaco().at(Point::from_degrees(43.70, 7.50).unwrap()), None, "in the sea");
    let house = helsinki().corpus(50, 3).into_iter().find(|written| written.level == Level::House).unwrap();
    let found = helsinki().at(house.place).unwrap();
    assert_eq!(found.level, Level::House);
    assert!(found.place.metres_to(house.place) < 1.0);
}

/// Right, within a hundred metres at the level the data allows; wrong although nobody would have looked.
fn measure(index: &Index, count: usize) -> HashMap<Writing, (usize, usize, usize)> {
    let corpus = index.corpus(count, 42);
    let texts: Vec<&str> = corpus.iter().map(|written| written.text.as_str()).collect();
    let mut figures: HashMap<Writing, (usize, usize, usize)> = HashMap::new();
    for (written, answer) in corpus.iter().zip(index.find_all(&texts)) {
        let figure = figures.entry(written.writing).or_default();
        figure.0 += 1;
        let found = answer.found.first();
        let right = found.is_some_and(|found| {
            found.place.metres_to(written.place) <= 100.0
                || written.level == Level::Street && found.street.as_deref() == Some(&written.street)
        });
        figure.1 += usize::from(right);
        let sure = found.is_some_and(|found| found.sure >= Found::SURE && found.level <= Level::Place);
        figure.2 += usize::from(!right && sure);
        if !right {
            println!(
                "{:?} {:?} → {:?}",
                written.writing,
                written.text,
                found.map(|found| (&found.street, &found.town, found.sure, found.level))
            );
        }
    }
    figures
}

#[test]
fn of_a_hundred_addresses_with_slips_ninety_seven_are_found_and_hardly_any_is_wrong_for_sure() {
    for (name, index) in [("Monaco", monaco()), ("Helsinki", helsinki()), ("Andorra", andorra())] {
        let figures = measure(index, 2_100);
        let (mut asked, mut wrong) = (0, 0);
        for writing in WRITINGS {
            let (of, right, sure) = figures[&writing];
            println!("{name} {writing:?}: {right} of {of}, {sure} wrong for sure");
            assert!(right * 100 >= of * 97, "{name} {writing:?}: {right} of {of}");
            asked += of;
            wrong += sure;
        }
        assert!(wrong * 1_000 <= asked * 5, "{name}: {wrong} of {asked} wrong for sure");
    }
}

const HEADER: &str = "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;libelle_acheminement;nom_afnor";

fn ban(lines: &[&str], compress: bool) -> Result<(BanRead, Index), BanError> {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("addresses.csv"), folder.path().join("addresses"));
    let text = std::iter::once(HEADER).chain(lines.iter().copied()).collect::<Vec<_>>().join("\n");
    if compress {
        let mut file =
            flate2::write::GzEncoder::new(std::fs::File::create(&from).unwrap(), flate2::Compression::fast());
        file.write_all(text.as_bytes()).unwrap();
        file.finish().unwrap();
    } else {
        std::fs::write(&from, text).unwrap();
    }
    let read = import_ban(&from, &to, &mut |_| {})?;
    Ok((read, Index::open(&to).unwrap()))
}

const LINES: [&str; 5] = [
    "06088_1_00001;;1;;Rue de la Gare;06000;06088;Nice;;;0;0;7.2610;43.7040;entrée;;;NICE;",
    "06088_1_00005;;5;bis;Rue de la Gare;06000;06088;Nice;;;0;0;7.2620;43.7041;entrée;;;NICE;",
    "06088_1_00009;;9;;Rue de la Gare;06000;06088;Nice;;;0;0;7.2630;43.7042;entrée;;;NICE;",
    "06083_1_00002;;2;;Rue de la Gare;06500;06083;Menton;;;0;0;7.4900;43.7750;entrée;;;MENTON;",
    "06083_2_00003;;3;;Chemin du Gal Leclerc;06500;06083;Menton;;;0;0;7.4950;43.7760;entrée;;Les Vignasses;MENTON;",
];

#[test]
fn the_national_address_file_is_read_compressed_or_not() {
    for compress in [false, true] {
        let (read, index) = ban(&LINES, compress).unwrap();
        assert_eq!((read.lines, read.wrong, read.gathered.towns, read.gathered.streets), (5, 0, 2, 3));
        let answer = index.find("5 bis rue de la gare 06000 nice", 3);
        let found = answer.found.first().unwrap();
        assert_eq!((found.level, found.number.as_deref(), found.code.as_str()), (Level::House, Some("5bis"), "06088"));
        assert_eq!(found.place, Point::from_degrees(43.7041, 7.2620).unwrap());
        let between = index.find("7 rue de la gare, Nice", 3).found.remove(0);
        assert_eq!(between.level, Level::Interpolated);
        assert!(between.doubts.contains(&Doubt::NumberBetween));
        let short = index.find("3 ch. du général Leclerc, Menton", 3).found.remove(0);
        assert!(short.level == Level::House && short.sure >= Found::SURE, "{short:?}");
        let hamlet = index.find("Les Vignasses, Menton", 3).found.remove(0);
        assert_eq!(hamlet.level, Level::Place);
    }
}

#[test]
fn a_street_of_two_towns_is_sure_only_with_its_town_or_its_postcode() {
    let (_, index) = ban(&LINES, false).unwrap();
    let first = |text: &str| index.find(text, 3).found.remove(0);
    let alone = first("1 rue de la gare");
    assert!(alone.sure < Found::SURE && alone.doubts.contains(&Doubt::SeveralAlike), "{alone:?}");
    assert_eq!(first("2 rue de la gare 06500").town, "Menton");
    let other = first("2 rue de la gare, 06000 Menton");
    assert!(other.town == "Menton" && other.doubts.contains(&Doubt::PostcodeDiffers), "{other:?}");
}

#[test]
fn lines_that_are_no_address_are_named_and_the_rest_is_kept() {
    let lines = [
        LINES[0],
        "x;;2;;Rue de la Gare;06000;06088;Nice;;;0;0;;;entrée;;;NICE;",
        "x;;2;;Rue de la Gare;06000;06088;Nice;;;0;0;191;43.7;entrée;;;NICE;",
        "x;;2;;;06000;06088;Nice;;;0;0;7.26;43.7;entrée;;;NICE;",
        "x;;Le Mas;;Rue de la Gare;06000;06088;Nice;;;0;0;7.26;43.7;entrée;;;NICE;",
        "x;;2;;Rue de la Gare;06000;06088;;;;0;0;7.26;43.7;entrée;;;NICE;",
        "trop court",
        LINES[3],
    ];
    let (read, index) = ban(&lines, false).unwrap();
    let named: Vec<(u64, &str)> = read.problems.iter().map(|problem| (problem.line, problem.what)).collect();
    let wanted = [(3, "position"), (4, "position"), (5, "name"), (6, "number"), (7, "town"), (8, "position")];
    assert_eq!((read.wrong, named), (6, wanted.to_vec()));
    assert_eq!(index.size(), (2, 2));
}

#[test]
fn a_file_that_is_no_address_file_says_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let read = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        import_ban(&path, &folder.path().join("out"), &mut |_| {})
    };
    assert!(matches!(read(b""), Err(BanError::Column("numero"))));
    assert!(matches!(read(b"a;b;c\n1;2;3\n"), Err(BanError::Column("numero"))));
    assert!(matches!(read(b"numero;nom_voie;nom_commune;lat\n"), Err(BanError::Column("lon"))));
    assert!(matches!(read(HEADER.as_bytes()), Err(BanError::Empty)));
    assert!(matches!(read(b"\x1f\x8b\x08\0\0\0\0\0\0\x03cut off"), Err(BanError::Broken(_))));
    assert!(matches!(import_ban(&folder.path().join("absent"), &path, &mut |_| {}), Err(BanError::Io(_))));
}
