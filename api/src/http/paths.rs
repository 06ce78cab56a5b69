//! The paths of the document: what a request asked for that no handler answered.

use utoipa::openapi::{OpenApi, PathItem};

/// A path with its parameters in braces, and the methods that it knows.
pub struct Path {
    pub template: String,
    pub methods: String,
}

/// All of them.
pub struct Paths(Vec<Path>);

impl Paths {
    pub fn of(document: &OpenApi) -> Self {
        let path = |(template, item): (&String, &PathItem)| Path { template: template.clone(), methods: methods(item) };
        Self(document.paths.paths.iter().map(path).collect())
    }

    /// The one that a path is.
    pub fn find(&self, asked: &str) -> Option<&Path> {
        self.0.iter().find(|path| fits(&path.template, asked))
    }
}

fn fits(template: &str, asked: &str) -> bool {
    let (mut template, mut asked) = (template.split('/'), asked.split('/'));
    loop {
        match (template.next(), asked.next()) {
            (None, None) => return true,
            (Some(t), Some(a)) if t.starts_with('{') || t == a => {}
            _ => return false,
        }
    }
}

fn methods(item: &PathItem) -> String {
    [("GET", &item.get), ("POST", &item.post), ("PUT", &item.put), ("PATCH", &item.patch), ("DELETE", &item.delete)]
        .into_iter()
        .filter(|(_, operation)| operation.is_some())
        .map(|(name, _)| name)
        .collect::<Vec<_>>()
        .join(", ")
}
