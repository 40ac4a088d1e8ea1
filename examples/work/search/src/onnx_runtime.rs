//! A network computed by ONNX Runtime, Microsoft's library: loaded while the program runs, so that nobody needs it to build.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use brigade::BoxError;
use ort::{environment::Environment, session::Session, value::TensorRef};

use crate::{
    spare::Spare,
    tokens::{Network, Tokens},
};

/// The library makes one of these in the life of a process, however often models are loaded.
static ENVIRONMENT: Mutex<Option<Environment>> = Mutex::new(None);

/// The library.
pub(crate) struct OnnxRuntime(Environment);

impl OnnxRuntime {
    pub(crate) fn load(path: &Path) -> Result<Self, BoxError> {
        whole(path)?;
        let mut environment = ENVIRONMENT.lock().unwrap_or_else(PoisonError::into_inner);
        if environment.is_none() {
            *environment = Some(ort::init_from(path)?.build()?);
        }
        Ok(Self(environment.clone().expect("it was made above, or before")))
    }

    pub(crate) fn network(self, path: &Path) -> Result<SessionNetwork, BoxError> {
        let sessions = Spare::of(session(&self.0, path)?);
        Ok(SessionNetwork { environment: self.0, path: path.to_owned(), sessions })
    }
}

/// Refuses what is no library, or not all of one: the system would map it, and what is missing would end the program.
fn whole(path: &Path) -> Result<(), BoxError> {
    let mut file = File::open(path)?;
    let mut header = [0; 64];
    file.read_exact(&mut header).map_err(|_| "no library")?;
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
    // An ELF file ends with the table of its sections: where that is, the size of an entry, how many there are.
    let end = number(&header[0x28..0x30]).saturating_add(number(&header[0x3a..0x3c]) * number(&header[0x3c..0x3e]));
    let is_whole = header.starts_with(b"\x7fELF") && file.metadata()?.len() >= end;
    if is_whole { Ok(()) } else { Err("no library, or not all of it".into()) }
}

/// A network whose sessions serve one call at a time: there are as many as calls are under way at once.
pub(crate) struct SessionNetwork {
    environment: Environment,
    path: PathBuf,
    sessions: Spare<Session>,
}

impl Network for SessionNetwork {
    fn run(&self, tokens: &Tokens) -> Result<Vec<f32>, BoxError> {
        let shape = [tokens.rows(), tokens.width];
        let ids: Vec<i64> = tokens.ids.iter().copied().map(i64::from).collect();
        let mask: Vec<i64> = tokens.mask.iter().copied().map(i64::from).collect();
        let types = vec![0_i64; ids.len()];
        self.sessions.with(
            || Ok(session(&self.environment, &self.path)?),
            |session| {
                let outputs = session.run(ort::inputs![
                    "input_ids" => TensorRef::from_array_view((shape, &ids[..]))?,
                    "attention_mask" => TensorRef::from_array_view((shape, &mask[..]))?,
                    "token_type_ids" => TensorRef::from_array_view((shape, &types[..]))?,
                ])?;
                let (_, values) = outputs[0].try_extract_tensor::<f32>()?;
                Ok(values.to_vec())
            },
        )
    }
}

/// Opens the model once more. The call's own thread computes it: the library's would spin while they wait.
fn session(environment: &Environment, path: &Path) -> ort::Result<Session> {
    let mut builder = Session::builder(environment)?.with_intra_threads(1)?.with_intra_op_spinning(false)?;
    builder.commit_from_file(path)
}
