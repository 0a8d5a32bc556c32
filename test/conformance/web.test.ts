import { conforms } from './suite.ts';

// A request alone passes some thousand safe points.
conforms('fetch and the streams of the web', 'web', 5003);
