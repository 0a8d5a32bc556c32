import { conforms } from './suite.ts';

conforms('native state', 'native', 11);
conforms('streams over native state', 'compression', 101);
