/** `omrun --help`. */
export const HELP = `omrun - run a JavaScript or TypeScript program that can move between nodes

SYNOPSIS
  omrun [options] program [args…]
  omrun [options] - [args…] < program
  omrun --attach [ID]
  omrun [options] --restore FILE

DESCRIPTION
  Runs an ordinary program (.ts .mts .cts .js .mjs .cjs) as node does: same output, files, exit code and
  signals. It may execute on any node of the cluster and move while it runs; its home, where its files,
  terminal and identity are, stays here. A program - is that on standard input: JavaScript, or else
  TypeScript, as its syntax says; its own standard input is at its end. Options stop at the program; what follows is the program's.
  Where no agent (omd) runs, one is started and leaves again when it is idle.

OPTIONS
  -j, --node ID[,ID…]     start on one of these nodes: IDs, ranges (3-7), names or addresses
  -F                      with -j: start at home where none of them is up
      --home              start at home, however busy it is (-L and --migrate-every start there too)
  -L, --lock              start at home, do not move by itself
  -l, --unlock            may move (the default)
  -k, --keep              lock and node mask of the task that has started it
      --mignodes ID[,ID…]  execute on these nodes and at home only: IDs, ranges (3-7), names
      --migpolicy POLICY  of --mignodes: allow (these only, the default) or deny (all but these)
  -c, --cpu               it computes: what it reads and writes counts for nothing
  -i, --io                keep it near its files
  -n                      statistics of it never forget
  -s                      they forget slowly
  -f                      they forget fast (else: those of the last moment count)
  -m, --mem MB            memory limit of the program's heap; it is not placed where that does not fit
      --nice N            priority 0 to 19, wherever it executes, as nice -n N; renice on omrun's pid changes it
  -d, --detach            run in the background: print the task's ID and return when it has started; what it
                          writes is kept
      --attach [ID]       show what a detached task has written, follow it, and end as it ends; Ctrl-C only stops
                          looking; without ID: the tasks that are kept
      --nodes N           a private cluster of N nodes on this machine for the time of the run; node 1 is home
      --migrate-every MS  move to another node every MS milliseconds; 0 is at each safe point (for testing)
      --lost-after S      give up a node that is silent for S seconds, and with it the program (60)
      --checkpoint-every T  if the node dies where it executes it goes on elsewhere, from its last checkpoint, and
                          nothing is done twice. Every T: auto, 500ms, 30s, 10m, 2h; each is a file, too
      --ha K              with -d: if its home dies another node becomes its home, of K that have all that takes; nothing
                          is done twice. It may use /mfs, the network, and what --allow-read and --allow-write name;
                          no programs, no workers. Wants etcd (omd --etcd)
      --checkpoint-dir D  where checkpoint files go (the directory where it is started)
      --checkpoint-keep N  keep the last N of them (2)
      --restore FILE      go on from a checkpoint file, at home: with its program, arguments, directory and open
                          files, and with this omrun's terminal and streams
      --restart POLICY    start it again when it has ended: on-failure (a code that is not 0, a signal that is not its
                          user's, a loss) or always; after 0.5 s, then twice as long each time, 60 s at most. One
                          that was killed or lost goes on from its last checkpoint file, where it has one
      --restart-max N     not more than N times in a row, without a good while (60 s) in between
      --addons            load native add-ons that the compiler does not see; the program stays at home
      --no-addons         load none, as node --no-addons: many packages go on in JavaScript, and the program moves
      --shared-memory     its workers are threads of one host, and nothing of it moves while there are
                          any: for memory that they share and the compiler does not see
      --no-shared-memory  each worker is a task of its own, which moves; posting shared memory throws
      --permission        at home it may use its streams and read the files that it was loaded from; all else is
                          refused to it, wherever it executes, but for what these allow (each implies it):
      --allow-read[=PATH,…]   read these files and what is below these directories; without a value all
      --allow-write[=PATH,…]  write, make and remove there
      --allow-net[=HOST,…]    reach and look up these: HOST or HOST:PORT, [::1]:80 of IPv6
      --allow-run[=PROGRAM,…]  start these programs, which may do what its user may; signal others
      --allow-env[=NAME,…]    variables that travel with it beside common ones (PATH, HOME, LANG, TERM …)
      --any-node          also nodes with another major version of Node.js (results of Math may differ)
      --explain           only compile: show what can move, what cannot, where and why
      --stats FILE        write one JSON line for each start, migration and end
  -v, --verbose           tell on standard error what happens (with --nodes on a terminal: always)
      --completion SHELL  print a completion script for bash, zsh or fish
  -h, --help              this text
      --version           the version

EXIT STATUS
  The program's own; a signal that kills it kills omrun. 1 where the program is lost or does not compile,
  2 for wrong usage, 126 where the file is no program for omrun, 127 where there is none.

EXAMPLES
  omrun --nodes 3 workloads/compute-pi.ts 20000
      three nodes on this machine; the balancer moves the program among them
  omrun -v -j 2 simulate.ts > result.txt
      start on node 2, and tell what happens
  seq 1000 | omrun sum.ts
      standard input and output work as under node
  omrun -d simulate.ts; omrun --attach 1:4711
      in the background; look at it, now or when it has ended
  omrun --checkpoint-every 10m simulate.ts; omrun --restore simulate.4711.3.checkpoint
      what was computed outlives a crash of the machine
  omrun -d --restart on-failure --checkpoint-every 1m simulate.ts
  omrun -d --ha 1 simulate.ts /mfs/3/data
      in the background, until it has ended well
  omrun --allow-read=data --allow-write=out --allow-net=localhost:5432 report.ts
      whichever node executes it gets no more of this home than that
  omrun --explain server.ts
      what keeps this program from moving?

SEE ALSO
  migrate, mps, mosctl, omimg, omd
`;
