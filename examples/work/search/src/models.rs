//! Where the models' files are, and what computes them.

use std::{
    env,
    path::{Path, PathBuf},
};

use brigade::BoxError;

/// Says which files are served, and by what.
#[derive(Debug, Clone)]
pub struct Models {
    /// What `scripts/fetch-models` has filled.
    pub folder: PathBuf,
    /// What computes the embeddings.
    pub runtime: Runtime,
}

/// Is what computes the embeddings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runtime {
    /// rten, which is part of this program.
    Rten,
    /// ONNX Runtime, whose library is loaded when the program starts.
    #[cfg(feature = "onnxruntime")]
    OnnxRuntime,
}

impl Models {
    /// Reads the variables `BRIGADE_MODELS`, a folder, and `ENGINE`: `rten`, as it is without the variable, or `onnxruntime`.
    ///
    /// # Errors
    ///
    /// If this program has no such engine.
    pub fn from_environment() -> Result<Self, BoxError> {
        let runtime = match env::var("ENGINE").as_deref() {
            Err(_) | Ok("" | "rten") => Runtime::Rten,
            #[cfg(feature = "onnxruntime")]
            Ok("onnxruntime") => Runtime::OnnxRuntime,
            #[cfg(not(feature = "onnxruntime"))]
            Ok("onnxruntime") => return Err("ENGINE=onnxruntime: build with `--features onnxruntime`".into()),
            Ok(other) => return Err(format!("ENGINE={other}: there is `rten` and `onnxruntime`").into()),
        };
        Ok(Self { folder: model_files::path(""), runtime })
    }

    /// Reads one of the files; what goes wrong is told with its path.
    pub(crate) fn open<T>(&self, name: &str, read: impl FnOnce(&Path) -> Result<T, BoxError>) -> Result<T, BoxError> {
        let path = self.folder.join(name);
        model_files::require(&path)?;
        read(&path).map_err(|error| format!("{}: {error}", path.display()).into())
    }
}
