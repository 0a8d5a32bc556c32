import { conforms } from './suite.ts';

// Through readable-stream there are ten times as many safe points as elsewhere.
conforms('node:child_process at home', 'child', 307);
