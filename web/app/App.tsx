import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Redirect, Route, Switch, useLocation } from 'wouter-preact';
import { session, sessionLost } from './data/api';
import { firstLook, leaving } from './data/auth';
import { lookAtSetup } from './data/setup';
import { loadMore } from './data/store/lists';
import { isView } from './data/store/views';
import { t, wantWords } from './data/words';
import { Inbox } from './inbox/Inbox';
import { Line } from './inbox/Line';
import { Nav } from './inbox/Nav';
import { shortcutsOpen, useAction } from './keys';
import { Dialog } from './ui/Dialog';
import { lazy } from './ui/lazy';
import { Toasts } from './ui/Toasts';
import './App.css';

const SignIn = lazy(async () => (await import('./login/SignIn')).SignIn);
const SignInForm = lazy(async () => (await import('./login/SignIn')).SignInForm);
const Leave = lazy(async () => (await import('./login/Leave')).Leave);
const Invited = lazy(async () => (await import('./login/Invited')).Invited);
const SetUp = lazy(async () => (await import('./login/SetUp')).SetUp);
const Settings = lazy(async () => (await import('./settings/Settings')).Settings);
const Amiss = lazy(async () => (await import('./inbox/Amiss')).Amiss);
const Response = lazy(async () => (await Promise.all([import('./stats/Response'), wantWords('report')]))[0].Response);

const Shortcuts = lazy(async () => (await Promise.all([import('./inbox/Shortcuts'), wantWords('keys')]))[0].Shortcuts);
const Palette = lazy(async () => (await Promise.all([import('./palette/Palette'), wantWords('keys')]))[0].Palette);
const paletteOpen = signal(false);
const openShortcuts = () => {
  shortcutsOpen.value = true;
};

/** Who opened an invitation; its token does not stay in the history. */
const token = signal(location.pathname === '/invite' ? location.hash.slice(1) : '');
if (token.peek()) history.replaceState(null, '', '/');

const look = signal<'asking' | 'in' | 'login' | 'setup' | 'down'>('asking');

async function ask(): Promise<void> {
  look.value = await firstLook();
  if (look.value === 'down') setTimeout(() => void ask(), 3000);
}

export function App() {
  useEffect(() => {
    void ask();
  }, []);
  if (token.value) {
    const done = () => {
      token.value = '';
    };
    return <Invited token={token.value} done={done} />;
  }
  if (session.value) return <Signed />;
  switch (look.value) {
    case 'asking':
      return null;
    case 'setup':
      return <SetUp />;
    case 'down':
      return (
        <main class="empty" role="status">
          <strong>{t('app.down')}</strong>
          <span>{t('app.downHint')}</span>
        </main>
      );
    default:
      return <SignIn />;
  }
}

function Signed() {
  const [, go] = useLocation();
  // My own queue is always known: it is what the title counts.
  useEffect(() => {
    void loadMore('mine', true);
    void import('./data/notify').then(
      notify => notify.start(),
      () => undefined,
    );
  }, []);
  useAction('palette', () => {
    paletteOpen.value = true;
  });
  // Once nothing else is to do: the first use shall not wait.
  useEffect(() => {
    const timer = setTimeout(() => {
      void Palette.preload();
      import('./inbox/panelSwipe').catch(() => undefined);
    }, 3000);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    void lookAtSetup();
  }, [session.value?.user.id]);
  useAction('goMine', () => go('/inbox/mine'));
  useAction('goUnassigned', () => go('/inbox/unassigned'));
  useAction('goWaiting', () => go('/inbox/waiting'));
  useAction('goMentions', () => go('/inbox/mentions'));
  useAction('goAll', () => go('/inbox/all'));
  const manages = session.value?.user.role !== 'operator';
  useAction('help', openShortcuts);
  useAction('goStats', manages ? () => go('/response') : undefined);
  return (
    <div class="app">
      <Amiss />
      <Nav />
      <Switch>
        <Route path="/inbox/search/:id?">{params => <Inbox view="search" id={numberOf(params.id)} />}</Route>
        <Route path="/inbox/:view/:id?">
          {params =>
            isView(params.view) ? (
              <Inbox view={params.view} id={numberOf(params.id)} />
            ) : (
              <Redirect to="/inbox/mine" replace />
            )
          }
        </Route>
        {manages && <Route path="/response/:part?">{params => <Response part={params.part} />}</Route>}
        <Route path="/settings/*?">{params => <Settings path={params['*'] ?? ''} />}</Route>
        <Route>
          <Redirect to="/inbox/mine" replace />
        </Route>
      </Switch>
      <Line />
      <Toasts />
      {shortcutsOpen.value && (
        <Shortcuts
          onClose={() => {
            shortcutsOpen.value = false;
          }}
        />
      )}
      {paletteOpen.value && (
        <Palette
          onClose={() => {
            paletteOpen.value = false;
          }}
        />
      )}
      {leaving.value !== null && <Leave count={leaving.value} />}
      {sessionLost.value && (
        <Dialog title={t('login.again')}>
          <p class="app-again">{t('login.againHint')}</p>
          <SignInForm email={session.value?.user.email ?? ''} />
        </Dialog>
      )}
    </div>
  );
}

function numberOf(text: string | undefined): number | null {
  const value = Number(text);
  return text && Number.isSafeInteger(value) && value > 0 ? value : null;
}
