/** Every bound on what others may send us, in one place. Checked before anything is allocated. */

const KiB = 1024;
const MiB = 1024 * KiB;

/** One frame on any link: a snapshot chunk or a file block plus its head. */
export const MAX_FRAME_BYTES = 16 * MiB;

/** The JSON head of a frame: holds a task's arguments and environment, of which Linux allows 2 MiB. */
export const MAX_HEAD_BYTES = 4 * MiB;

/** One chunk of bulk data (snapshot or program); larger things are split. */
export const BULK_CHUNK_BYTES = 1 * MiB;

/** A compiled program. */
export const MAX_PROGRAM_BYTES = 256 * MiB;

/** A snapshot, unless the task's memory limit says less. */
export const MAX_SNAPSHOT_BYTES = 64 * 1024 * MiB;

/** Output that a task may have sent and its deputy not yet acknowledged; beyond it the task waits. */
export const OUTPUT_WINDOW_BYTES = 1 * MiB;

/** One read through the deputy. */
export const MAX_READ_BYTES = 8 * MiB;

/** Tasks one agent keeps at a time, home and guest. */
export const MAX_TASKS = 10_000;

/** Peers one agent keeps. */
export const MAX_PEERS = 65_535;

/** Commands of one other node that are being carried out here at a time. */
export const MAX_ASKS = 256;

/** Entries in one message of gossip. */
export const MAX_GOSSIP_ENTRIES = 32;

/** What the announcements in one message of gossip take together, as JSON; most take 400. */
export const MAX_GOSSIP_CHARS = 24 * KiB;

/** Length of any name or path in a message. */
export const MAX_STRING_CHARS = 64 * KiB;

/** How often a monitor may ask to be told what changed, ms. */
export const LEAST_WATCH_MS = 50;
export const MOST_WATCH_MS = 60_000;

/** What a monitor is told of at most; with names, commands and reasons at most so long it fits into MAX_HEAD_BYTES. */
export const MAX_WATCHED_NODES = 1024;
export const MAX_WATCHED_TASKS = 512;
export const MAX_WATCHED_CHARS = 200;

/** What a monitor was told, as a file: five states a second for five hours. */
export const MAX_RECORDING_EVENTS = 100_000;

/** Asynchronous calls of one task that its deputy keeps at a time, running or waiting. */
export const MAX_PENDING_CALLS = 262_144;

/** Programs that one task has running at home. */
export const MAX_ASKED_CHILDREN = 10_000;

/** Bytes of results that a task has not confirmed; beyond it the deputy starts no further asynchronous call. */
export const UNCONFIRMED_WINDOW_BYTES = 64 * MiB;

/** `--lost-after`: a day. */
export const MAX_LOST_AFTER_MS = 86_400_000;
/** That guests may take to leave a node that is to end. */
export const MAX_DRAIN_MS = 86_400_000;

/** Addresses of one member: machines have few interfaces, and each is dialed in turn. */
export const MAX_ADDRESSES = 16;

/** Interfaces that a node tells of itself: a machine with containers has one for each, and nobody reads them all. */
export const MAX_INTERFACES = 32;

/** Entries of the members' book in one message. */
export const MAX_BOOK_ENTRIES = 256;

/** Entries one agent keeps, those of former members included. */
export const MAX_BOOK = 2 * MAX_PEERS;

/** Nodes of a map that a command sends or gets. */
export const MAX_MAP_ENTRIES = 10_000;

/** Invitations that one agent keeps. */
export const MAX_INVITATIONS = 1_000;

/** A token, as somebody may paste it. */
export const MAX_TOKEN_CHARS = 4_096;

/** Nodes that are no members, as `mosctl peers` lists them. */
export const MAX_STRANGERS = 256;

/** Worker threads of one program at a time. */
export const MAX_THREADS = 1_024;

/** Those of them that are threads of one host: each is an engine with some 10 MB of its own. */
export const MAX_HOST_THREADS = 256;

/** Ports that one message carries. */
export const MAX_THREAD_PORTS = 4_096;

/** Messages between threads that nobody has taken, all together; where plain node would run out of memory. */
export const MAX_UNREAD_BYTES = 1024 * MiB;

/** Unconfirmed events beyond which a thread is sent no further message. */
export const MESSAGE_WINDOW_BYTES = 8 * MiB;

/** The longest delay that timers of the platform can hold. */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** One packet of SFTP, as in OpenSSH's server; and what one of them can read or write, with room for its other fields. */
export const MAX_SFTP_PACKET_BYTES = 256 * KiB;
export const SFTP_READ_BYTES = 255 * KiB;

/** Requests of one SFTP session at a time, and the bytes that they and their answers hold; beyond it the client waits. */
export const MAX_SFTP_REQUESTS = 256;
export const MAX_SFTP_BYTES = 8 * MiB;

/** Files and directories that one SFTP session has open. */
export const MAX_SFTP_HANDLES = 512;

/** ssh clients of this agent's user at a time, the channels of one of them, and commands of all of them. */
export const MAX_SSH_USERS = 64;
export const MAX_SSH_CHANNELS = 10;
export const MAX_SSH_COMMANDS = 32;

/** `authorized_keys`, and a command as an ssh client sends it. */
export const MAX_AUTHORIZED_KEYS_BYTES = 1 * MiB;
export const MAX_SSH_COMMAND_CHARS = 4 * KiB;

/** Nodes that the mask of one task names. */
export const MAX_MASK_NODES = 1_024;

/** Paths, hosts or programs that one option of a task's grants names. */
export const MAX_GRANTED = 1_024;

/** Stretches of quiet hours that the owner of a node may name. */
export const MAX_QUIET_HOURS = 64;

/** Directories that one node exports. */
export const MAX_EXPORTS = 256;

/** What one request for a file of another node reads or writes; more takes several. */
export const MAX_FILE_PIECE_BYTES = 1 * MiB;

/** Answers to calls on entries of a directory that a program will make: entries at a time, bytes of all, and the largest file. */
export const MAX_AHEAD_ENTRIES = 128;
export const MAX_AHEAD_BYTES = 512 * KiB;
export const MAX_AHEAD_FILE_BYTES = 128 * KiB;
/** Who looks them up stops after so long: somebody waits for the first. */
export const MAX_AHEAD_MS = 20;
/** Requests of one task for files of the node that it executes on, at a time. */
export const MAX_FILE_CALLS_HERE = 64;

/** Files that one client may have open at one server, and what all clients of that may have together. */
export const MAX_CLIENT_FILES = 1_024;
export const MAX_SERVED_FILES = 8_192;

/** Places in a tree that is copied into another of which a deputy notes that nothing was there, and their paths together. */
export const MAX_FRESH_COPIES = 1_024;
export const MAX_FRESH_CHARS = 64 * 1024;

/** Tasks of which a node remembers which deputy it has seen last; the least recently used are forgotten. */
export const MAX_FENCES = 4_096;

/** Requests of one client that its server takes at a time; the others wait. */
export const MAX_FILES_REQUESTS = 32;

/** Entries of a directory in one answer, and in all answers to one request. */
export const MAX_LISTED_IN_ONE = 2_048;
export const MAX_LISTED = 1_000_000;

/** V8's code of the script of a host, as a host tells it. */
export const MAX_HOST_CODE_BYTES = 16 * MiB;

/** Nodes of which one node keeps a history; characters of a command or a reason in it; rows of one answer out of it. */
export const MAX_HISTORY_NODES = 256;
export const MAX_HISTORY_CHARS = 400;
export const MAX_HISTORY_ROWS = 5_000;

/** Of the history: its file, and what waits to be put into it. */
export const MAX_HISTORY_BYTES = 64 * MiB;
export const MAX_JOURNAL_BYTES = 4 * MiB;

/** Of `mosmon --web`: connections, and pages that are told what happens; the body of an order, and orders at a time. */
export const MAX_WEB_CONNECTIONS = 64;
export const MAX_WEB_PAGES = 16;
export const MAX_WEB_BODY_BYTES = 4 * KiB;
export const MAX_WEB_ORDERS = 16;

/** What its page has not been told yet, beside the newest state; and what a new page is told of the past. */
export const MAX_WEB_UNTOLD = 64;
export const MAX_WEB_LOG = 200;

/** Values of recent samples that it keeps: of more nodes fewer of each. */
export const MAX_WEB_SAMPLES = 64 * 600;

/** What a task whose stream is logged notes of the world in one record: blobs, and their bytes. */
export const MAX_NOTED_BLOBS = 256;
export const MAX_NOTED_BYTES = 1 * MiB;

/** Of the log since a task's last checkpoint: where the next one is asked for, and where it is given up. */
export const FULL_LOG_BYTES = 32 * MiB;
export const MAX_LOG_BYTES = 128 * MiB;

/** Copies of a task's state on other nodes (`omrun --ha`). */
export const MAX_REPLICAS = 16;

/** Of etcd: URLs of its members, and what a task's configuration takes there. */
export const MAX_ETCD_ENDPOINTS = 16;
export const MAX_ETCD_VALUE_BYTES = 4 * KiB;
/** One answer of etcd: 48 keys, of which somebody may have filled each with as much as etcd takes, 1.5 MiB. */
export const MAX_ETCD_ANSWER_BYTES = 96 * MiB;
/** Files of certificates, keys and passwords for it. */
export const MAX_ETCD_FILE_BYTES = 1 * MiB;

/** A primary that has not been heard of for so long may be replaced: etcd removes what is bound to its lease. */
export const HA_LEASE_MS = 5_000;
/** So long only the node that a primary has named may follow it. */
export const HA_NEXT_MS = 5_000;
/** What somebody waits for at most who starts a task with `--ha`, if etcd does not answer. */
export const ETCD_PATIENCE_MS = 5_000;

/** A word in a line of the audit log, whoever it comes from: so that no line is long. */
export const MAX_AUDIT_CHARS = 256;

/** Files of the audit log, this one and those before it, and what each holds: weeks of an honest cluster, days of one that is attacked. */
export const MAX_AUDIT_FILES = 5;
export const MAX_AUDIT_BYTES = 8 * MiB;

/** Different things that the audit log counts at a time; beyond, they are counted together. */
export const MAX_AUDIT_FOLDS = 4096;

/** Of a task's journal and states: in one message to a standby; and what one may lack before it is done without. */
export const MAX_STANDBY_BYTES = 512 * KiB;
export const MAX_STANDBY_PUTS = 4_096;
export const MAX_STANDBY_BACKLOG = 256 * MiB;
/** Tasks that one node is a standby of. */
export const MAX_STANDBYS = 1_000;
