//! How many cores this process may use, as a fraction.
//!
//! The host's count is the wrong number in a container: a pool as wide as the host inside a quota of one core spends
//! the quota early in each period and is then stopped, all threads at once, for the rest of it.

use std::{fs, path::Path};

/// Returns how many cores this process may use at once: the smallest of its affinity mask and the CPU quotas of its
/// control groups (v1 and v2), as a fraction such as `1.5`; never less than `0.01`.
///
/// Reads the files afresh each time, because a quota may change while the process runs.
#[must_use]
pub fn cores() -> f64 {
    let read = |path: &Path| fs::read_to_string(path).ok();
    budget(allowed(), &read(Path::new("/proc/self/cgroup")).unwrap_or_default(), read)
}

/// The cores on which this process may be scheduled.
fn allowed() -> usize {
    #[cfg(target_os = "linux")]
    if let Ok(set) = rustix::thread::sched_getaffinity(None) {
        return set.count().max(1) as usize;
    }
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The smallest of `allowed` and every quota on the way from the process's groups up to their roots.
///
/// `groups` is `/proc/self/cgroup`; `read` gives a file's text, if there is such a file.
fn budget(allowed: usize, groups: &str, read: impl Fn(&Path) -> Option<String>) -> f64 {
    // hierarchy-number ":" controllers ":" path, and version 2 is hierarchy 0 without controllers: cgroups(7).
    let quotas = groups.lines().filter_map(|line| {
        let (controllers, group) = line.split_once(':')?.1.split_once(':')?;
        let group = Path::new(group.trim_start_matches('/'));
        if controllers.is_empty() {
            let root = Path::new("/sys/fs/cgroup");
            return smallest(group.ancestors().map(|group| quota_v2(&read(&root.join(group).join("cpu.max"))?)));
        }
        controllers.split(',').find(|&controller| controller == "cpu")?;
        let root = Path::new("/sys/fs/cgroup/cpu");
        smallest(group.ancestors().map(|group| {
            let folder = root.join(group);
            quota_v1(&read(&folder.join("cpu.cfs_quota_us"))?, &read(&folder.join("cpu.cfs_period_us"))?)
        }))
    });
    quotas.fold(allowed as f64, f64::min).max(0.01)
}

fn smallest(quotas: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    quotas.flatten().reduce(f64::min)
}

/// The quota that a `cpu.max` file states: `"150000 100000"` is 1.5 cores, `"max 100000"` is none.
fn quota_v2(text: &str) -> Option<f64> {
    let (quota, period) = text.trim().split_once(' ')?;
    quota_v1(quota, period)
}

/// The quota that `cpu.cfs_quota_us` and `cpu.cfs_period_us` state; a quota of `-1` is none.
fn quota_v1(quota: &str, period: &str) -> Option<f64> {
    let quota: u64 = quota.trim().parse().ok()?;
    let period: u64 = period.trim().parse().ok()?;
    (quota > 0 && period > 0).then(|| quota as f64 / period as f64)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{budget, cores};

    #[test]
    fn the_smallest_limit_is_the_budget() {
        /// Name, cores of the affinity mask, /proc/self/cgroup, the files there are, the budget.
        type Case<'a> = (&'a str, usize, &'a str, &'a [(&'a str, &'a str)], f64);
        let cases: &[Case<'_>] = &[
            ("no control groups", 4, "", &[], 4.0),
            ("v2 without quota", 4, "0::/", &[("/sys/fs/cgroup/cpu.max", "max 100000\n")], 4.0),
            ("v2, a fraction", 4, "0::/", &[("/sys/fs/cgroup/cpu.max", "150000 100000\n")], 1.5),
            ("v2, more than the affinity allows", 2, "0::/", &[("/sys/fs/cgroup/cpu.max", "800000 100000\n")], 2.0),
            (
                "v2, the parent's is smaller",
                8,
                "0::/a/b",
                &[("/sys/fs/cgroup/a/b/cpu.max", "400000 100000"), ("/sys/fs/cgroup/a/cpu.max", "300000 100000")],
                3.0,
            ),
            ("v2, the path is the host's", 4, "0::/docker/1", &[("/sys/fs/cgroup/cpu.max", "50000 100000")], 0.5),
            (
                "v1",
                4,
                "5:memory:/m\n4:cpu,cpuacct:/c\n",
                &[
                    ("/sys/fs/cgroup/cpu/c/cpu.cfs_quota_us", "250000"),
                    ("/sys/fs/cgroup/cpu/c/cpu.cfs_period_us", "100000"),
                ],
                2.5,
            ),
            (
                "v1 without quota",
                4,
                "4:cpu:/",
                &[("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1"), ("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000")],
                4.0,
            ),
            ("v1, cpuset is not cpu", 4, "4:cpuset:/", &[("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "1000")], 4.0),
            ("a period of zero", 4, "0::/", &[("/sys/fs/cgroup/cpu.max", "100000 0")], 4.0),
            ("nonsense", 4, "0:/\nx", &[("/sys/fs/cgroup/cpu.max", "many")], 4.0),
            ("never nothing", 4, "0::/", &[("/sys/fs/cgroup/cpu.max", "1 100000")], 0.01),
        ];
        for (name, allowed, groups, files, expected) in cases {
            let read = |path: &Path| {
                files.iter().find(|(name, _)| Path::new(name) == path).map(|(_, text)| (*text).to_owned())
            };
            assert_eq!(budget(*allowed, groups, read), *expected, "{name}");
        }
    }

    #[test]
    fn this_process_may_use_something() {
        let all = std::thread::available_parallelism().map_or(1, usize::from) as f64;
        assert!(cores() > 0.0 && cores() < all + 1.0, "{} of {all}", cores());
    }
}
