import '../shared/tokens.css';
import '@fontsource-variable/onest/index.css';
import './ui/base.css';
import { render } from 'preact';
import { App } from './App';
import { startClock } from './data/clock';
import { startOutbox } from './data/outbox';
import { firstLanguage, useLanguage } from './data/words';
import { startKeys } from './keys';

startClock();
startKeys();
startOutbox();
await useLanguage(firstLanguage());
const root = document.getElementById('app');
if (root) render(<App />, root);
