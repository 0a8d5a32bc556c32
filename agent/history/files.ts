/** What lies in a node's directory of its history. */
export const FILE = 'history.db';
export const JOURNAL = 'journal';
/** The journal while it is put into the file: a fold that was killed is done again, which changes nothing twice. */
export const FOLDING = 'journal.folding';
export const DAMAGED = 'history.damaged.db';
