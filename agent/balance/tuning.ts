/** Every number of the balancer, with what it trades. docs/design/balance.md explains them together. */

/** Speed of the machine that load units refer to. */
export const YARDSTICK_SPEED = 10_000;

/** Load of one runnable task on one CPU of that speed. */
export const TASK_LOAD = 100;

/**
 * A home keeps this much of each CPU for its owner: it counts as half a runnable task per CPU (50 load units on one CPU
 * of the yardstick's speed). So a long task leaves an idle home for an equal idle node, and does not come back.
 */
export const HOME_RESERVE = 0.5;

/** A move must make the task this much faster. Less chases the noise of averaged loads; more leaves nodes idle. */
export const GAIN = 1.3;

/**
 * A new task starts elsewhere where that makes it this much faster: it may be short, and its files are at home. A home with a
 * third of a task of other work is still free, but a task starts rather on a free CPU of two thirds of its speed than with another.
 */
export const START_GAIN = 1.32;

/** A task is left alone until it has used this much CPU: from one second on, lifetimes follow the law that `EARN_BACK` relies on. */
export const YOUNG_CPU_MS = 1_000;

/** A task that would use less than this share of a free CPU waits for its I/O, which is at home. */
export const IO_RATIO = 0.25;

/** What is expected to be saved over what the move costs. Above 1 because half of all tasks end before their expected time. */
export const EARN_BACK = 2;

/**
 * A task also leaves for the others' sake: where it is slower by at most this factor (below GAIN, so that it does not come back for its
 * own sake), and it and the others together are faster by ALL_GAIN, as sum of their slownesses. A lower ALL_GAIN fills idle slow
 * nodes a little sooner, for a third more moves; and since nobody has asked for it, such a move must earn more.
 */
export const HARDLY_SLOWER = 1.1;
export const ALL_GAIN = 1.4;
export const ALL_EARN_BACK = 5;

/** A move without any state: messages, a host made ready. */
export const MOVE_BASE_MS = 50;

/** State that a link carries, with capture and restore, until it was measured. */
export const STATE_BYTES_PER_MS = 100_000;

/** Round trips between the nodes of a move while its task is frozen: its state and that it is restored; home's word and that it goes on. */
export const MOVE_ROUND_TRIPS = 2;

/** Waits for its home or for files for as long as it computes: so it is drawn to them, however little it computes. */
export const DRAWN = 1;

/**
 * Percent of the last ten seconds in which something waited for memory (PSI, `some`): from here on a node counts as running out of it. Android
 * begins to free memory at 7 (lmkd, PSI_PARTIAL_STALL 70 ms in a second), systemd-oomd kills at 60; a move is between the two.
 */
export const MEMORY_PRESSURE = 20;

/** Resident memory of a host process that has hardly any state (measured with Node 20: 67–75 MB). */
export const HOST_BYTES = 72 * 1024 * 1024;

/** Left free on a target. */
export const MEMORY_RESERVE_BYTES = 64 * 1024 * 1024;

/** Averaged loads have followed a change after this long. */
export const SETTLE_MS = 4_000;

/** A task that has moved stays at least this long: before, its own coming is not seen yet. */
export const RESIDENCY_MS = SETTLE_MS;

/** Nodes that cost less than this times the cheapest are alike. */
export const ALIKE = 1.3;

/** Does not go back to a node it has left before this has passed. */
export const NO_RETURN_MS = 15_000;

/** A move that did not come about is tried again after this, doubled each time. */
export const RETRY_MS = 2_000;
export const RETRY_MAX_MS = 60_000;

/** What is known of a node is good for this long. */
export const STALE_MS = 5_000;

/** And meanwhile gets worse by this much load a second: of two like nodes the better known one is chosen. More leaves idle nodes unused. */
export const LOAD_PER_AGE_SECOND = 3;

/** Moves decided at a time: what they do to the loads should be seen before the next. */
export const MOVES_AT_A_TIME = 4;

/** An averaged load has risen after this long (it rises faster than it falls). */
export const RISE_MS = 1_500;

/** Nodes asked about a decision before it is given up for this time. */
export const ASKS = 3;
