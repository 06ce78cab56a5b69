//! `cabas geo`: a region built from an extract, and what it answers.

use serde_json::Value;
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

fn extract(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/osm").join(name)
}

/// A folder of its own, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("cabas-geo-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn geo(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cabas"))
            .args(["geo", "--data-dir"])
            .arg(&self.0)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        child.stdin.take().expect("an input").write_all(input.as_bytes()).expect("written");
        child.wait_with_output().expect("an end")
    }

    fn said(&self, arguments: &[&str], input: &str) -> String {
        let output = self.geo(arguments, input);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.geo(arguments, "");
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn a_region_is_built_once_and_answers() {
    let folder = Folder::new("region");
    let monaco = extract("monaco.osm.pbf");
    let monaco = monaco.to_str().expect("a path");
    let built = folder.said(&["import", monaco], "");
    assert!(built.contains("stretches between") && built.contains("doors"), "{built}");
    let again = folder.said(&["import", monaco], "");
    assert_eq!(again.matches("built from this file already").count(), 2, "{again}");
    assert!(!folder.said(&["import", monaco, "--again"], "").contains("already"));

    let found = json(&folder.said(&["find", "bât. C, r. Grimladi 98000 monaco"], ""));
    assert_eq!(found["found"][0]["street"], "Rue Grimaldi");
    assert_eq!(found["complement"], "bat c");
    let many = folder.said(&["find", "--timed"], "bd des moulins, monaco\nnulle part du tout\n");
    let lines: Vec<Value> = many.lines().map(json).collect();
    assert_eq!(lines[0]["found"][0]["street"], "Boulevard des Moulins");
    assert!(lines[2]["seconds"].is_number());
    let begun = json(&folder.said(&["find", "--begins", "rue grim"], ""));
    assert_eq!(begun["found"][0]["street"], "Rue Grimaldi");
    assert!(json(&folder.said(&["at", "43.7370,7.4207"], ""))["street"].is_string());
    assert_eq!(json(&folder.said(&["at", "43.70,7.50"], "")), Value::Null, "in the sea");

    let table = json(&folder.said(&["table", "--mode", "foot"], "43.7370,7.4207\n43.7400,7.4260\n43.70,7.50\n"));
    assert!(table["seconds"][0][1].as_u64().is_some_and(|seconds| seconds > 200), "{table}");
    assert_eq!(table["seconds"][0][0], 0);
    assert_eq!((&table["seconds"][0][2], &table["off"]), (&Value::Null, &serde_json::json!([2])));
    let way = json(&folder.said(&["way", "43.7370,7.4207", "43.7400,7.4260", "--mode", "foot"], ""));
    assert_eq!(way["seconds"], table["seconds"][0][1]);
    assert!(way["steps"].as_array().is_some_and(|steps| steps.len() > 2), "{way}");

    let corpus = folder.said(&["corpus", "--count", "7"], "");
    assert_eq!(corpus.lines().map(json).filter(|line| line["text"].is_string()).count(), 7);
}

#[test]
fn what_cannot_be_built_or_asked_is_said_in_a_line() {
    let folder = Folder::new("refused");
    assert!(folder.refused(&["find", "rue Grimaldi"]).contains("nothing is known of any region"));
    assert!(folder.refused(&["import", "/nowhere.osm.pbf"]).contains("No such file"));
    let file = folder.0.join("notes.osm.pbf");
    std::fs::write(&file, "numero;rue\n").expect("written");
    let file = file.to_str().expect("a path");
    assert!(folder.refused(&["import", file]).contains("not an extract of OpenStreetMap"));
    assert!(folder.refused(&["import-ban", file]).contains("no column for nom_voie"));
    let whole = std::fs::read(extract("monaco.osm.pbf")).expect("read");
    std::fs::write(file, &whole[..whole.len() / 2]).expect("written");
    assert!(folder.refused(&["import", file]).contains("cut off"));
    assert!(folder.refused(&["at", "91,7"]).contains("no such place on earth"));
    assert!(folder.refused(&["way", "43.7", "43.8,7.4"]).contains("a latitude and a longitude"));
    assert_eq!(std::fs::read_dir(folder.0.join("geo")).map_or(0, Iterator::count), 0, "nothing half built is left");
}

#[test]
fn an_address_file_is_read_and_its_wrong_lines_are_named() {
    let folder = Folder::new("ban");
    let file = folder.0.join("ban.csv");
    let lines = "id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;lon;lat\n\
                 1;12;bis;Rue des Lilas;33000;33063;Bordeaux;-0.5700;44.8400\n\
                 2;14;;Rue des Lilas;33000;33063;Bordeaux;;\n\
                 3;16;;Rue des Lilas;33000;33063;Bordeaux;-0.5710;44.8410\n";
    std::fs::write(&file, lines).expect("written");
    let read = folder.said(&["import-ban", file.to_str().expect("a path")], "");
    assert!(read.contains("1 lines are no address") && read.contains("line 3: position"), "{read}");
    let found = json(&folder.said(&["find", "12 b rue des lilas bordeaux"], ""));
    assert_eq!((&found["found"][0]["level"], &found["found"][0]["number"]), (&"house".into(), &"12bis".into()));
}
