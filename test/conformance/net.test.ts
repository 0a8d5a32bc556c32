import { conforms } from './suite.ts';

// Through readable-stream there are ten times as many safe points as elsewhere.
conforms('the network at home', 'net', 307);
