//! Extracts that are none, or not whole.

use super::*;
use std::fs;

fn monaco() -> Vec<u8> {
    fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/osm/monaco.osm.pbf")).unwrap()
}

fn opened(bytes: &[u8]) -> Result<Extract, ExtractError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("region.osm.pbf");
    fs::write(&path, bytes).unwrap();
    Extract::open(&path)
}

/// Counts the objects of a file by reading it all.
fn read(bytes: &[u8]) -> Result<u64, ExtractError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("region.osm.pbf");
    fs::write(&path, bytes).unwrap();
    let mut extract = Extract::open(&path)?;
    let mut blocks = 0_u64;
    let touch = |block: &PrimitiveBlock| {
        block.groups().flat_map(|group| group.ways()).map(|way| way.tags().count()).sum::<usize>();
        block.groups().flat_map(|group| group.dense_nodes()).map(|node| node.tags().count()).sum::<usize>();
    };
    let objects = extract.read(Holds::ALL, touch, |()| blocks += 1, &mut |_| {})?;
    assert!(blocks > 0);
    Ok(objects)
}

#[test]
fn all_objects_are_read_and_the_second_time_only_the_blocks_that_count() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("region.osm.pbf");
    fs::write(&path, monaco()).unwrap();
    let mut extract = Extract::open(&path).unwrap();
    let mut told = Vec::new();
    let all = extract.read(Holds::ALL, |_| (), |()| (), &mut |read| told.push(read)).unwrap();
    assert!(all > 30_000, "{all}");
    let last = told.last().unwrap();
    assert_eq!((last.bytes, last.objects), (last.of, all));
    assert!(told.windows(2).all(|pair| pair[0].bytes <= pair[1].bytes && pair[0].objects <= pair[1].objects));
    let ways = extract.read(Holds::WAYS, |_| (), |()| (), &mut |_| {}).unwrap();
    assert!(ways > 1_000 && ways < all, "{ways} of {all}");
}

#[test]
fn another_kind_of_file_is_no_extract() {
    for bytes in [&b""[..], b"id;numero;rep\n1;2;bis\n", b"\x1f\x8b\x08\0\0\0\0\0", &[0; 64], &[0xff; 64]] {
        assert!(matches!(opened(bytes), Err(ExtractError::Other)), "{bytes:?}");
    }
    assert!(matches!(Extract::open(Path::new("/nowhere/at.all")), Err(ExtractError::Io(_))));
}

#[test]
fn a_file_that_was_cut_off_is_said_so_wherever_it_was() {
    let whole = monaco();
    let mut refused = 0;
    for length in (1..40).map(|part| whole.len() * part / 40).chain((1..=8).map(|less| whole.len() - less)) {
        match read(&whole[..length]) {
            Err(ExtractError::Broken(_) | ExtractError::Other) => refused += 1,
            Err(other) => panic!("{length}: {other}"),
            Ok(_) => panic!("{length} of {} bytes were taken for a whole extract", whole.len()),
        }
    }
    assert_eq!(refused, 47);
}

#[test]
fn a_file_that_was_changed_is_an_error_never_a_crash() {
    std::panic::set_hook(Box::new(|_| {}));
    let whole = monaco();
    let mut broken = 0;
    for at in (0..80).map(|step| 100 + step * (whole.len() - 200) / 80) {
        let mut changed = whole.clone();
        changed[at] ^= 0x55;
        broken += u32::from(read(&changed).is_err());
    }
    let _ = std::panic::take_hook();
    assert!(broken > 60, "{broken} of 80: compressed blocks do not survive a change");
}

#[test]
fn what_an_extract_takes_that_is_not_known_is_named() {
    let mut bytes = monaco();
    let at = bytes.windows(10).position(|window| window == b"DenseNodes");
    // The head is compressed in some files: then there is nothing to change.
    let Some(at) = at else { return };
    bytes[at] = b'X';
    assert!(matches!(opened(&bytes), Err(ExtractError::Feature(name)) if name == "XenseNodes"));
}
