//! Tables of mounts, devices and folders.

use std::collections::BTreeMap;

use super::*;

/// Files by path; directories and links are told from them.
#[derive(Default)]
struct Told {
    files: BTreeMap<PathBuf, &'static str>,
    links: BTreeMap<PathBuf, PathBuf>,
}

impl Told {
    fn with_file(mut self, path: &str, content: &'static str) -> Self {
        self.files.insert(path.into(), content);
        self
    }

    fn with_link(mut self, link: &str, end: &str) -> Self {
        self.links.insert(link.into(), end.into());
        self
    }
}

impl Surroundings for Told {
    fn read(&self, path: &Path) -> Option<String> {
        self.files.get(path).map(|content| (*content).to_owned())
    }

    fn resolve(&self, path: &Path) -> Option<PathBuf> {
        self.links.get(path).cloned()
    }

    fn names(&self, path: &Path) -> Vec<String> {
        let all = self.files.keys().chain(self.links.keys());
        let inside = all.filter(|file| file.parent() == Some(path));
        inside.filter_map(|file| Some(file.file_name()?.to_str()?.to_owned())).collect()
    }
}

const ROOT: &str = "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard\n";

fn on(mount: &str, path: &str, system: &Told) -> Vec<Place> {
    judge(Path::new(path), format!("{ROOT}{mount}\nnonsense\n\n1 2 x\n").as_bytes(), system)
}

#[test]
fn network_file_systems_are_known_by_their_kind() {
    let none = Told::default();
    let kinds =
        ["nfs", "nfs4", "cifs", "smb3", "9p", "afs", "ceph", "davfs", "fuse.sshfs", "fuse.davfs2", "fuse.rclone"];
    for kind in kinds.into_iter().chain(["fuse.gvfsd-fuse", "fuse.glusterfs", "vboxsf", "NFS"]) {
        let line = format!("40 27 0:44 / /srv/share rw shared:7 master:1 - {kind} server:/export rw");
        assert_eq!(on(&line, "/srv/share/deep/er", &none), [Place::NetworkShare], "{kind}");
        assert_eq!(on(&line, "/srv/shared", &none), [], "{kind}: a longer name is no directory inside");
    }
    for kind in ["ext4", "tmpfs", "overlay", "btrfs", "xfs", "fuse.lxcfs", "fuse.encfs", "fuse", "nfsd"] {
        let line = format!("40 27 0:44 / /srv/share rw - {kind} none rw");
        assert_eq!(on(&line, "/srv/share/deep", &none), [], "{kind}");
    }
}

#[test]
fn the_innermost_mount_counts_and_the_last_of_several_on_one_point() {
    let none = Told::default();
    let nested = "40 27 0:44 / /a rw - nfs s:/ rw\n41 40 0:45 / /a/b rw - tmpfs none rw";
    assert_eq!(on(nested, "/a/x", &none), [Place::NetworkShare]);
    assert_eq!(on(nested, "/a/b/x", &none), []);
    let over = "40 27 0:44 / /a rw - tmpfs none rw\n41 27 0:45 / /a rw - nfs s:/ rw";
    assert_eq!(on(over, "/a", &none), [Place::NetworkShare]);
    let spaced = r"40 27 0:44 / /media/my\040share\134x rw - cifs //s/x rw";
    assert_eq!(on(spaced, r"/media/my share\x/file", &none), [Place::NetworkShare]);
}

#[test]
fn removable_media_are_known_by_their_device() {
    let line = "40 27 8:17 / /media/stick rw - vfat /dev/sdb1 rw";
    let device = "/sys/devices/pci0000:00/0000:00:14.0";
    let link = |end: &str| Told::default().with_link("/sys/dev/block/8:17", &format!("{device}/{end}"));
    let usb = link("usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb/sdb1");
    assert_eq!(on(line, "/media/stick", &usb), [Place::Removable]);
    let says = link("ata1/block/sdb/sdb1").with_file(&format!("{device}/ata1/block/sdb/removable"), "1\n");
    assert_eq!(on(line, "/media/stick/x", &says), [Place::Removable]);
    let card = link("mmc_host/mmc0/block/sdb/sdb1")
        .with_file(&format!("{device}/mmc_host/mmc0/block/sdb/device/type"), "SD\n");
    assert_eq!(on(line, "/media/stick", &card), [Place::Removable]);
    let fixed = link("ata1/block/sdb/sdb1").with_file(&format!("{device}/ata1/block/sdb/removable"), "0\n");
    assert_eq!(on(line, "/media/stick", &fixed), []);
    assert_eq!(on(line, "/media/stick", &Told::default()), [], "what cannot be told is no place");
    assert_eq!(on(line, "/home/x", &usb), []);
    let bus = link("usbhub/block/sdb/sdb1");
    assert_eq!(on(line, "/media/stick", &bus), [], "a name that only begins like a bus");
}

#[test]
fn an_encrypted_or_named_volume_is_where_its_device_is() {
    let line = "40 27 253:3 / /media/vault rw - ext4 /dev/mapper/vault rw";
    let stick = "/sys/devices/pci0000:00/usb1/1-1/block/sdc/sdc2";
    let dm = "/sys/devices/virtual/block/dm-3";
    let system = Told::default().with_link("/sys/dev/block/253:3", dm).with_link(&format!("{dm}/slaves/sdc2"), stick);
    assert_eq!(on(line, "/media/vault", &system), [Place::Removable]);
    // A device mapper that claims to lie on itself ends all the same.
    let circle = Told::default().with_link("/sys/dev/block/253:3", dm).with_link(&format!("{dm}/slaves/dm-3"), dm);
    assert_eq!(on(line, "/media/vault", &circle), []);
    // btrfs has device numbers of its own.
    let line = "40 27 0:51 / /media/disk rw - btrfs /dev/sdc2 rw";
    let system = Told::default().with_link("/dev/sdc2", "/dev/sdc2").with_link("/sys/class/block/sdc2", stick);
    assert_eq!(on(line, "/media/disk", &system), [Place::Removable]);
    assert_eq!(on("40 27 0:51 / /m rw - fuse.jmtpfs jmtpfs rw", "/m", &Told::default()), [Place::Removable]);
}

#[test]
fn folders_that_are_copied_elsewhere_are_known_by_name_or_mark() {
    let none = Told::default();
    let named =
        ["Dropbox", "dropbox", "OneDrive", "OneDrive - Ministry A", "Google Drive", "Nextcloud", "ownCloud", "Box"];
    for name in named.into_iter().chain(["Dropbox (Work)", "iCloud Drive", "MEGAsync"]) {
        assert_eq!(on("", &format!("/home/a/{name}/reports"), &none), [Place::SyncFolder], "{name}");
    }
    for name in ["box", "dropboxes", "my onedrive", "reports", "sandbox"] {
        assert_eq!(on("", &format!("/home/a/{name}/reports"), &none), [], "{name}");
    }
    for mark in [".stfolder", ".dropbox", ".owncloudsync.log", ".sync_a1b2c3.db", "._sync_0.db", ".tmp.driveupload"] {
        let marked = Told::default().with_file(&format!("/data/a/shared/{mark}"), "");
        assert_eq!(on("", "/data/a/shared", &marked), [Place::SyncFolder], "{mark}");
        assert_eq!(on("", "/data/a/shared/deep/er", &marked), [Place::SyncFolder], "{mark}");
        assert_eq!(on("", "/home/a/other", &marked), [], "{mark}");
    }
    let shared = "40 27 0:44 / /home/a/Dropbox rw - nfs s:/ rw";
    assert_eq!(on(shared, "/home/a/Dropbox", &none), [Place::SyncFolder, Place::NetworkShare]);
}

#[test]
fn the_system_itself_answers() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(directory.path().join("work/deep")).unwrap();
    std::fs::create_dir(directory.path().join("work/.stfolder")).unwrap();
    assert!(of_directory(&directory.path().join("work/deep")).contains(&Place::SyncFolder));
    assert!(!of_directory(directory.path()).contains(&Place::SyncFolder));
    assert_eq!(of_directory(&directory.path().join("missing")), []);
}
