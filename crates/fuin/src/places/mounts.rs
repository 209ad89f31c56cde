//! The mount that a directory is on, and the device below it.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use super::Surroundings;

/// File systems whose files are on another machine, the host of a virtual machine included.
const NETWORK: &[&str] = &[
    "9p",
    "acfs",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "davfs",
    "davfs2",
    "glusterfs",
    "gpfs",
    "lustre",
    "ncp",
    "ncpfs",
    "nfs",
    "nfs4",
    "orangefs",
    "panfs",
    "prl_fs",
    "pvfs2",
    "smb2",
    "smb3",
    "smbfs",
    "vboxsf",
    "virtiofs",
    "vmhgfs",
];
/// The same, of those that run in user space: what stands after `fuse.`, or begins it.
const NETWORK_FUSE: &[&str] = &[
    "ceph",
    "cloudstore",
    "curlftpfs",
    "davfs",
    "gcsfuse",
    "glusterfs",
    "goofys",
    "google-drive-ocamlfuse",
    "gvfsd",
    "juicefs",
    "kio-fuse",
    "mountpoint-s3",
    "moosefs",
    "mfs",
    "nfs",
    "onedriver",
    "rclone",
    "s3fs",
    "seaf",
    "smbnetfs",
    "sshfs",
    "vmhgfs",
    "webdav",
    "dropbox",
    "pcloud",
];
/// Devices that are taken along and speak a protocol of their own.
const REMOVABLE_FUSE: &[&str] = &["aft-mtp", "go-mtpfs", "gphotofs", "ifuse", "jmtpfs", "mtpfs", "simple-mtpfs"];

/// How far device mappers are followed.
const MAX_SLAVES: usize = 8;

/// A line of `/proc/self/mountinfo` (proc_pid_mountinfo(5)).
#[derive(Debug)]
pub(super) struct Mount {
    point: PathBuf,
    device: (u32, u32),
    kind: String,
    source: PathBuf,
}

impl Mount {
    /// The mount that a canonical path is on: the one with the longest mount point, of several the last one.
    pub(super) fn of(path: &Path, mountinfo: &[u8]) -> Option<Self> {
        let mounts = mountinfo.split(|octet| *octet == b'\n').filter_map(Self::parse);
        mounts.filter(|mount| path.starts_with(&mount.point)).max_by_key(|mount| mount.point.components().count())
    }

    fn parse(line: &[u8]) -> Option<Self> {
        let mut fields = line.split(|octet| *octet == b' ');
        let device = std::str::from_utf8(fields.nth(2)?).ok()?.split_once(':')?;
        let device = (device.0.parse().ok()?, device.1.parse().ok()?);
        let point = path(fields.nth(1)?);
        // Optional fields follow, up to a dash.
        fields.find(|field| *field == b"-")?;
        let kind = String::from_utf8(fields.next()?.to_vec()).ok()?.to_lowercase();
        let source = fields.next().map(path).unwrap_or_default();
        Some(Self { point, device, kind, source })
    }

    pub(super) fn is_of_another_machine(&self) -> bool {
        match self.fuse() {
            Some(kind) => NETWORK_FUSE.iter().any(|known| kind.starts_with(known)),
            None => NETWORK.contains(&self.kind.as_str()),
        }
    }

    pub(super) fn is_removable(&self, system: &dyn Surroundings) -> bool {
        if let Some(kind) = self.fuse()
            && REMOVABLE_FUSE.iter().any(|known| kind.starts_with(known))
        {
            return true;
        }
        let (major, minor) = self.device;
        // Some file systems have a device number of their own; their source names the block device.
        let named = || {
            let device = self.source.strip_prefix("/dev").ok().and(system.resolve(&self.source))?;
            Some(Path::new("/sys/class/block").join(device.file_name()?))
        };
        let device = if major == 0 { named() } else { Some(format!("/sys/dev/block/{major}:{minor}").into()) };
        device.and_then(|link| system.resolve(&link)).is_some_and(|device| is_removable(&device, system, MAX_SLAVES))
    }

    /// What runs a file system in user space, as `sshfs`.
    fn fuse(&self) -> Option<&str> {
        self.kind.strip_prefix("fuse.").or_else(|| self.kind.strip_prefix("fuseblk."))
    }
}

/// Whether a device of sysfs can be taken out: it says so, hangs on USB, is a memory card, or lies on such a one.
fn is_removable(device: &Path, system: &dyn Surroundings, depth: usize) -> bool {
    let usb = |name: &str| name.strip_prefix("usb").is_some_and(|bus| bus.starts_with(|c: char| c.is_ascii_digit()));
    if device.components().any(|part| part.as_os_str().to_str().is_some_and(usb)) {
        return true;
    }
    // A partition has these beside it, in the directory of the whole device.
    let says = |file: &str, word: &str| {
        let of = |directory: &Path| system.read(&directory.join(file)).is_some_and(|text| text.trim() == word);
        of(device) || device.parent().is_some_and(of)
    };
    if says("removable", "1") || says("device/type", "SD") {
        return true;
    }
    let slaves = device.join("slaves");
    depth > 0
        && system
            .names(&slaves)
            .iter()
            .any(|name| system.resolve(&slaves.join(name)).is_some_and(|below| is_removable(&below, system, depth - 1)))
}

/// A field as a path: spaces and the like are written as three octal digits after a backslash.
fn path(field: &[u8]) -> PathBuf {
    let mut octets = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..3).filter(|_| *first == b'\\').and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(octet) => {
                octets.push(octet);
                rest = after.get(3..).unwrap_or_default();
            }
            None => {
                octets.push(*first);
                rest = after;
            }
        }
    }
    OsString::from_vec(octets).into()
}
