import { conforms } from './suite.ts';

conforms('native state', 'native', 13);
