//! The interface is embedded as it stands in `dist/`: when it was built anew, so is the server.

fn main() {
    println!("cargo::rerun-if-changed=../dist/manifest.json");
}
