/**
 * A filter of system calls, as the kernel takes it (seccomp(2), `struct sock_filter`): written here, byte for byte, for bubblewrap, which loads it
 * from a descriptor. All is allowed but what no host needs: more processes, sockets, other processes' memory, other namespaces, kernel
 * interfaces with a history of holes. What is refused fails with EPERM, as for want of a right, so that node goes on.
 */
type Machine = 'x64' | 'arm64';

/** AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64. */
const ARCHITECTURES: Record<Machine, number> = { x64: 0xc000003e, arm64: 0xc00000b7 };

/** Numbers of asm/unistd_64.h and asm-generic/unistd.h; null where that machine has none. */
const REFUSED: Record<string, [x64: number, arm64: number | null]> = {
  fork: [57, null],
  vfork: [58, null],
  socket: [41, 198],
  connect: [42, 203],
  bind: [49, 200],
  listen: [50, 201],
  accept: [43, 202],
  accept4: [288, 242],
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  kcmp: [312, 272],
  pidfd_open: [434, 434],
  pidfd_getfd: [438, 438],
  pidfd_send_signal: [424, 424],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  open_tree: [428, 428],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  unshare: [272, 97],
  setns: [308, 268],
  swapon: [167, 224],
  swapoff: [168, 225],
  reboot: [169, 142],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  keyctl: [250, 219],
  add_key: [248, 217],
  request_key: [249, 218],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  fanotify_init: [300, 262],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  acct: [163, 89],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  adjtimex: [159, 171],
  clock_adjtime: [305, 266],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  syslog: [103, 116],
  vhangup: [153, 58],
  iopl: [172, null],
  ioperm: [173, null],
  modify_ldt: [154, null],
  personality: [135, 92],
  migrate_pages: [256, 238],
  move_pages: [279, 239],
  process_madvise: [440, 440],
  process_mrelease: [448, 448],
  msgget: [68, 186],
  semget: [64, 190],
  shmget: [29, 194],
  mq_open: [240, 180],
};
/** A thread is a clone, and so is a process: its flags tell. Those of clone3 are where no filter can look, and glibc does without it. */
const CLONE: Record<Machine, number> = { x64: 56, arm64: 220 };
const CLONE3 = 435;
const CLONE_THREAD = 0x10000;
/** Numbers of the other calling convention of x86-64 begin here. */
const X32 = 0x40000000;

const [EPERM, ENOSYS] = [1, 38];
const ALLOW = 0x7fff0000;
const KILL_PROCESS = 0x80000000;
const refuse = (errno: number): number => 0x00050000 | errno;

/** Of `struct seccomp_data`. */
const [NUMBER_AT, ARCHITECTURE_AT, FIRST_ARGUMENT_AT] = [0, 4, 16];
const [LOAD, RETURN, IF_EQUAL, IF_AT_LEAST, IF_SET] = [0x20, 0x06, 0x15, 0x35, 0x45];

type Instruction = [code: number, ifTrue: number, ifFalse: number, operand: number];

/** Null for a machine whose numbers are not known here. */
export function syscallFilter(machine: string): Uint8Array | null {
  if (machine !== 'x64' && machine !== 'arm64') return null;
  const numbers = Object.values(REFUSED).flatMap(([x64, arm64]) => {
    const number = machine === 'x64' ? x64 : arm64;
    return number === null ? [] : [number];
  });
  const loads = (at: number): Instruction => [LOAD, 0, 0, at];
  const returns = (what: number): Instruction => [RETURN, 0, 0, what];
  /** Goes past the next instruction unless it holds. */
  const unless = (test: number, operand: number): Instruction => [test, 0, 1, operand];
  return encoded([
    loads(ARCHITECTURE_AT),
    [IF_EQUAL, 1, 0, ARCHITECTURES[machine]],
    returns(KILL_PROCESS),
    loads(NUMBER_AT),
    ...(machine === 'x64' ? [unless(IF_AT_LEAST, X32), returns(KILL_PROCESS)] : []),
    ...numbers.flatMap((number) => [unless(IF_EQUAL, number), returns(refuse(EPERM))]),
    unless(IF_EQUAL, CLONE3),
    returns(refuse(ENOSYS)),
    [IF_EQUAL, 1, 0, CLONE[machine]],
    returns(ALLOW),
    loads(FIRST_ARGUMENT_AT),
    [IF_SET, 1, 0, CLONE_THREAD],
    returns(refuse(EPERM)),
    returns(ALLOW),
  ]);
}

const INSTRUCTION_BYTES = 8;

function encoded(program: Instruction[]): Uint8Array {
  const bytes = new Uint8Array(program.length * INSTRUCTION_BYTES);
  const view = new DataView(bytes.buffer);
  program.forEach(([code, ifTrue, ifFalse, operand], i) => {
    const at = i * INSTRUCTION_BYTES;
    view.setUint16(at, code, true);
    view.setUint8(at + 2, ifTrue);
    view.setUint8(at + 3, ifFalse);
    view.setUint32(at + 4, operand, true);
  });
  return bytes;
}
