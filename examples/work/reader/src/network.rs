//! A network that takes one picture and gives one answer, computed by rten on one core.

use std::{path::Path, sync::Arc};

use brigade::{BoxError, Error, work_elsewhere};
use image::RgbImage;
use rten::{Model, ModelOptions, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::NdTensor;

thread_local! {
    /// Computes for the calling thread. By itself rten works with all cores for every call; a service has a better use for them.
    static THREAD: Arc<ThreadPool> = Arc::new(ThreadPool::with_num_threads(1));
}

pub(crate) struct Network {
    model: Model,
}

impl Network {
    pub(crate) fn open(path: &Path) -> Result<Self, BoxError> {
        model_files::require(path)?;
        let model = ModelOptions::with_all_ops().prepack_weights(true).load_file(path);
        let model = model.map_err(|error| format!("{}: {error}", path.display()))?;
        // An empty file is a model of nothing.
        if model.input_ids().len() != 1 || model.output_ids().len() != 1 {
            return Err(format!("{}: it is no network with one input and one output", path.display()).into());
        }
        Ok(Self { model })
    }

    pub(crate) fn metadata(&self, name: &str) -> Option<&str> {
        self.model.metadata().get(name)
    }

    pub(crate) fn run(&self, input: ValueOrView<'_>) -> Result<Value, Error> {
        let thread = THREAD.with(Arc::clone);
        let options = RunOptions::default().with_thread_pool(Some(thread.clone()));
        // It computes on threads of its own only; what it takes there is the calling job's.
        Ok(work_elsewhere(|work| thread.run(work), || self.model.run_one(input, Some(options)))?)
    }
}

/// Returns the samples of a picture as both networks were taught to see them: blue, green and red apart, each from -1 to 1.
pub(crate) fn samples(picture: &RgbImage) -> NdTensor<f32, 4> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let mut samples = Vec::with_capacity(3 * width * height);
    for channel in [2, 1, 0] {
        samples.extend(picture.as_raw().chunks_exact(3).map(|pixel| f32::from(pixel[channel]) / 127.5 - 1.0));
    }
    NdTensor::from_data([1, 3, height, width], samples)
}
