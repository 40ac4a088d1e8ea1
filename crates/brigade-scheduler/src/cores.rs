//! How many cores this process may use, as a fraction, and how often it was stopped for using more.
//!
//! The host's count is the wrong number in a container: a pool as wide as the host inside a quota of one core spends
//! the quota early in each period and is then stopped, all threads at once, for the rest of it.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Returns how many cores this process may use at once: the smallest of its affinity mask and the CPU quotas of its
/// control groups (v1 and v2), as a fraction such as `1.5`; never less than `0.01`.
///
/// Reads the files afresh each time, because a quota may change while the process runs.
#[must_use]
pub fn cores() -> f64 {
    budget(allowed(), &groups(), read)
}

/// Returns the smallest CPU quota of this process's control groups, in cores, if there is one below [`cores`] without it.
pub(crate) fn quota() -> Option<f64> {
    let (allowed, cores) = (allowed(), cores());
    (cores < allowed as f64).then_some(cores)
}

/// Returns in how many periods so far a quota has stopped this process's control groups; `None` where that is not known.
pub(crate) fn throttled() -> Option<u64> {
    throttled_periods(&groups(), read)
}

/// The cores on which this process may be scheduled.
fn allowed() -> usize {
    #[cfg(target_os = "linux")]
    if let Ok(set) = rustix::thread::sched_getaffinity(None) {
        return set.count().max(1) as usize;
    }
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn groups() -> String {
    fs::read_to_string("/proc/self/cgroup").unwrap_or_default()
}

fn read(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}

/// The smallest of `allowed` and every quota on the way from the process's groups up to their roots.
///
/// `groups` is `/proc/self/cgroup`; `read` gives a file's text, if there is such a file.
fn budget(allowed: usize, groups: &str, read: impl Fn(&Path) -> Option<String>) -> f64 {
    let quotas = folders(groups).filter_map(|(version, folder)| match version {
        Version::One => quota_v1(&read(&folder.join("cpu.cfs_quota_us"))?, &read(&folder.join("cpu.cfs_period_us"))?),
        Version::Two => quota_v2(&read(&folder.join("cpu.max"))?),
    });
    quotas.fold(allowed as f64, f64::min).max(0.01)
}

/// How often any of the process's groups was stopped.
fn throttled_periods(groups: &str, read: impl Fn(&Path) -> Option<String>) -> Option<u64> {
    let counts = folders(groups).filter_map(|(_, folder)| {
        let text = read(&folder.join("cpu.stat"))?;
        text.lines().find_map(|line| line.strip_prefix("nr_throttled ")?.trim().parse().ok())
    });
    counts.reduce(u64::saturating_add)
}

#[derive(Debug, Clone, Copy)]
enum Version {
    One,
    Two,
}

/// The folders in which the CPU quotas of the process's groups stand, up to the roots of their hierarchies.
fn folders(groups: &str) -> impl Iterator<Item = (Version, PathBuf)> {
    // hierarchy-number ":" controllers ":" path, and version 2 is hierarchy 0 without controllers: cgroups(7).
    let hierarchies = groups.lines().filter_map(|line| {
        let (controllers, group) = line.split_once(':')?.1.split_once(':')?;
        let group = Path::new(group.trim_start_matches('/'));
        if controllers.is_empty() {
            return Some((Version::Two, Path::new("/sys/fs/cgroup"), group));
        }
        controllers.split(',').find(|&controller| controller == "cpu")?;
        Some((Version::One, Path::new("/sys/fs/cgroup/cpu"), group))
    });
    hierarchies.flat_map(|(version, root, group)| group.ancestors().map(move |group| (version, root.join(group))))
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

    use super::{budget, cores, throttled_periods};

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
    fn the_stops_of_all_groups_are_counted() {
        /// Name, /proc/self/cgroup, the files there are, the count.
        type Case<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], Option<u64>);
        let cases: &[Case<'_>] = &[
            ("no control groups", "", &[], None),
            ("v2 without the controller", "0::/", &[("/sys/fs/cgroup/cpu.stat", "usage_usec 7\n")], None),
            (
                "v2",
                "0::/a/b\n",
                &[
                    ("/sys/fs/cgroup/a/b/cpu.stat", "usage_usec 7\nnr_periods 9\nnr_throttled 3\nthrottled_usec 5\n"),
                    ("/sys/fs/cgroup/a/cpu.stat", "nr_throttled 2"),
                ],
                Some(5),
            ),
            ("v1", "4:cpuacct,cpu:/c", &[("/sys/fs/cgroup/cpu/c/cpu.stat", "nr_periods 1\nnr_throttled 1\n")], Some(1)),
        ];
        for (name, groups, files, expected) in cases {
            let read = |path: &Path| {
                files.iter().find(|(name, _)| Path::new(name) == path).map(|(_, text)| (*text).to_owned())
            };
            assert_eq!(throttled_periods(groups, read), *expected, "{name}");
        }
    }

    #[test]
    fn this_process_may_use_something() {
        let all = std::thread::available_parallelism().map_or(1, usize::from) as f64;
        assert!(cores() > 0.0 && cores() < all + 1.0, "{} of {all}", cores());
    }
}
