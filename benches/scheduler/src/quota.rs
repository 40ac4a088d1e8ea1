//! A control group with a CPU quota, for the servers that are to run inside one.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The enforcement period in microseconds: the kernel's default, and that of container runtimes.
const PERIOD_US: u32 = 100_000;

/// A control group; it goes away when this is dropped, after the processes in it.
#[derive(Debug)]
pub(crate) struct Quota {
    folder: PathBuf,
}

impl Quota {
    /// Makes a control group whose processes share so many cores.
    ///
    /// # Errors
    ///
    /// When this process may not, or there is no CPU controller.
    pub(crate) fn new(cores: f64) -> io::Result<Self> {
        let name = format!("bench-scheduler-{}", std::process::id());
        let quota_us = (cores * f64::from(PERIOD_US)) as u32;
        let (unified, legacy) = (Path::new("/sys/fs/cgroup"), Path::new("/sys/fs/cgroup/cpu"));
        let (root, files) = if unified.join("cgroup.subtree_control").exists() {
            fs::write(unified.join("cgroup.subtree_control"), "+cpu")?;
            // The weight keeps the machine's other work from passing for throttling.
            (unified, [("cpu.max", format!("{quota_us} {PERIOD_US}")), ("cpu.weight", "10000".to_owned())])
        } else {
            (legacy, [("cpu.cfs_quota_us", quota_us.to_string()), ("cpu.shares", "262144".to_owned())])
        };
        let quota = Self { folder: root.join(name) };
        fs::create_dir(&quota.folder)?;
        for (file, value) in files {
            fs::write(quota.folder.join(file), value)?;
        }
        Ok(quota)
    }

    /// The folder that a process writes its number into to be in the group.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns in how many periods the quota was used up and all threads had to wait.
    pub(crate) fn throttled(&self) -> u32 {
        let text = fs::read_to_string(self.folder.join("cpu.stat")).unwrap_or_default();
        let mut lines = text.lines().filter_map(|line| line.strip_prefix("nr_throttled "));
        lines.next().and_then(|count| count.parse().ok()).unwrap_or(0)
    }
}

impl Drop for Quota {
    fn drop(&mut self) {
        // An empty group that stays is no harm.
        let _ = fs::remove_dir(&self.folder);
    }
}
