import { useSignal } from '@preact/signals';
import { useCallback, useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { clearDraft, draft, setDraft } from '../data/drafts';
import { sendKey } from '../data/settings';
import { say } from '../data/socket';
import { users } from '../data/store/people';
import type { Conversation } from '../data/types';
import { addFiles, uploads } from '../data/uploads';
import { t } from '../data/words';
import { act, useAction } from '../keys';
import { editLast } from '../thread/amending';
import { Icon } from '../ui/icons';
import { lazy } from '../ui/lazy';
import { phone } from '../ui/media';
import { type Asked, askedAt } from './asked';
import { cannotReply } from './channel';
import { linkOf, signOf } from './format';
import { reaching, tooLong, worthTelling } from './length';
import { OtherDraft } from './OtherDraft';
import { give } from './post';
import { useRival } from './rival';
import { missing } from './variables';
import './Composer.css';

const Files = lazy(async () => (await import('./Files')).Files);
const More = lazy(async () => (await import('./More')).More);
const Length = lazy(async () => (await import('./Length')).Length);
const Suggest = lazy(async () => (await import('./Suggest')).Suggest);
const Recorder = lazy(async () => (await import('./Recorder')).Recorder);
const reach = () => import('./Reach');
const Truth = lazy(async () => (await reach()).Truth);
const Closed = lazy(async () => (await reach()).Closed);
const Ways = lazy(async () => (await reach()).Ways);
const Verb = lazy(async () => (await reach()).Verb);
const Approved = lazy(async () => (await import('./Approved')).Approved);
const SendLater = lazy(async () => (await import('../later/SendLater')).SendLater);
const EmojiPicker = lazy(async () => (await import('./EmojiPicker')).EmojiPicker);

/** The chosen side per conversation, for this page's life. */
const sides = new Map<number, boolean>();
const typingEvery = 3000;

export function Composer({ item }: { item: Conversation }) {
  const id = item.id;
  const note = useSignal(sides.get(id) ?? false);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const dragged = useSignal(false);
  const said = useRef(0);
  const asked = useSignal<Asked | null>(null);
  const emojiOpen = useSignal(false);
  const records = useSignal(false);
  const barred = useSignal(false);
  const voiceButton = useRef<HTMLButtonElement>(null);
  const emojiButton = useRef<HTMLButtonElement>(null);
  const suggestKeys = useRef<((event: KeyboardEvent) => boolean) | null>(null);
  const active = useSignal<string | undefined>(undefined);
  const side = note.value;
  const current = draft(id, side).value;
  const going = uploads(id, side).value;

  const turn = useCallback((to: boolean) => {
    note.value = to;
    sides.set(id, to);
    field.current?.focus();
  }, []);
  const reply = useCallback(() => turn(false), []);
  const toNote = useCallback(() => turn(true), []);
  useAction('reply', reply);
  useAction('note', toNote);

  // Grows with its text to two fifths of the window.
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, window.innerHeight * 0.4)}px`;
  }, [current.text, side]);

  // Dropped anywhere on the thread.
  useEffect(() => {
    const area = field.current?.closest('.thread');
    if (!area) return undefined;
    const drag = (event: Event) => {
      if (!(event instanceof DragEvent) || !event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      dragged.value = event.type !== 'dragleave' && event.type !== 'drop';
      if (event.type === 'drop') addFiles(id, note.peek(), event.dataTransfer.files);
    };
    for (const name of ['dragenter', 'dragover', 'dragleave', 'drop']) area.addEventListener(name, drag);
    return () => {
      for (const name of ['dragenter', 'dragover', 'dragleave', 'drop']) area.removeEventListener(name, drag);
    };
  }, []);

  // Soon after the page is there: a file may be picked when the line is gone.
  useEffect(() => {
    const timer = setTimeout(() => void Files.preload(), 2000);
    return () => clearTimeout(timer);
  }, []);

  const rival = useRival(id, current.text !== '' && !side);
  const closed = !side && cannotReply(item);
  const can = side ? null : reaching(item.channel_can, current.private);
  const comment = can?.private_reply;
  const aside = comment && current.private;
  // Under a post stand words alone.
  const bare = comment && !aside;
  const files = current.attachments.length;
  const over = can && !can.splits && tooLong(current.text.trim(), files, can);
  const ready =
    (current.text.trim() !== '' || files > 0) &&
    going.length === 0 &&
    !closed &&
    !over &&
    !(bare && files) &&
    !(aside && barred.value);

  const typing = () => {
    if (note.peek() || Date.now() - said.current < typingEvery) return;
    said.current = Date.now();
    say({ type: 'typing', conversation_id: id, on: true });
  };
  const stopTyping = () => {
    if (said.current) say({ type: 'typing', conversation_id: id, on: false });
    said.current = 0;
  };

  /** Puts text at the caret, or in place of what stands from `from` to it; the browser's own undo knows of it. */
  const insert = (text: string, from?: number) => {
    const element = field.current;
    if (!element) return;
    element.focus();
    if (from !== undefined) element.setSelectionRange(from, element.selectionEnd);
    if (!document.execCommand('insertText', false, text)) {
      element.setRangeText(text, element.selectionStart, element.selectionEnd, 'end');
      setDraft(id, side, { text: element.value });
    }
  };
  const chosen = () => {
    const element = field.current;
    return element ? element.value.slice(element.selectionStart, element.selectionEnd) : '';
  };
  const look = () => {
    const element = field.current;
    asked.value = element ? askedAt(element.value, element.selectionEnd, note.peek()) : null;
  };
  const askForTemplate = () => {
    const element = field.current;
    if (!element) return;
    const before = element.value.slice(0, element.selectionEnd);
    insert(before === '' || before.endsWith('\n') ? '/' : '\n/');
    look();
  };

  const gone = () => {
    asked.value = null;
    clearDraft(id, side);
    stopTyping();
    field.current?.focus();
  };
  const blank = missing(current.text);
  const send = (atOnce = false) => {
    if (!ready) return false;
    if (blank) {
      field.current?.focus();
      field.current?.setSelectionRange(blank.from, blank.to);
      return false;
    }
    const { text, attachments, replyTo } = current;
    const mentions = side
      ? [...users.peek().values()].filter(one => text.includes(`@${one.name}`)).map(one => one.id)
      : [];
    if (!give(id, side, { text: text.trim(), attachments, replyTo, mentions }, atOnce)) return false;
    gone();
    return true;
  };

  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (asked.peek() && suggestKeys.current?.(event)) return;
    if (event.key === 'Escape') {
      field.current?.blur();
      event.stopPropagation();
      event.preventDefault();
      return;
    }
    if (
      event.key === 'ArrowUp' &&
      !event.shiftKey &&
      event.currentTarget instanceof HTMLTextAreaElement &&
      !event.currentTarget.value
    ) {
      if (editLast(id, note.peek())) event.preventDefault();
      return;
    }
    const sign = can?.formats ? signOf(event) : undefined;
    if (sign) {
      event.preventDefault();
      // The words stay chosen: the other sign may follow.
      const from = (field.current?.selectionStart ?? 0) + sign.length;
      const words = chosen();
      insert(sign + words + sign);
      field.current?.setSelectionRange(from, from + words.length);
      return;
    }
    if (event.key !== 'Enter' || event.altKey) return;
    const strong = event.ctrlKey || event.metaKey;
    // Somebody answered meanwhile: the first Enter only makes sure that this was seen.
    const held = rival && !rival.seen;
    if (strong && event.shiftKey) {
      event.preventDefault();
      if (held) rival.see();
      else if (send(true)) act('close');
    } else if (strong || (!event.shiftKey && sendKey.value === 'enter' && !phone.value)) {
      event.preventDefault();
      if (held) rival.see();
      else send();
    }
  };

  return (
    <div
      class={`composer ${side ? 'composer-note' : comment ? (aside ? 'composer-private' : 'composer-public') : ''} ${dragged.value ? 'composer-over' : ''}`}
    >
      <div class="composer-top">
        <div class="composer-sides" role="group" aria-label={t('composer.kind')}>
          {item.channel_can?.private_reply ? (
            <Ways item={item} note={side} reply={reply} />
          ) : (
            <button
              type="button"
              class="composer-side"
              aria-pressed={!side}
              title={`${t('composer.reply')} (R)`}
              onClick={reply}
            >
              {t('composer.reply')}
            </button>
          )}
          <button
            type="button"
            class="composer-side"
            aria-pressed={side}
            title={`${t('composer.note')} (N)`}
            onClick={toNote}
          >
            {t('composer.note')}
          </button>
        </div>
        <span class="composer-truth">
          {side ? (
            <>
              <Icon name="lock" size="xs" />
              {t('composer.onlyTeam')}
            </>
          ) : (
            <Truth item={item} closed={closed} barred={barred} />
          )}
        </span>
      </div>
      {current.replyTo && !side && (
        <div class="composer-quote">
          <Icon name="reply" size="s" />
          <span class="cut">
            <b>{current.replyTo.author_name}</b> {current.replyTo.text}
          </span>
          <button
            type="button"
            class="icon-button"
            aria-label={t('composer.dropQuote')}
            onClick={() => setDraft(id, side, { replyTo: null })}
          >
            <Icon name="close" size="s" />
          </button>
        </div>
      )}
      {!side && <Closed item={item} closed={closed} />}
      {can?.templates && <Approved item={item} closed={closed} />}
      {rival && (
        <p class={rival.seen ? 'composer-rival composer-rival-seen' : 'composer-rival'} role="status">
          <Icon name="warn" size="s" />
          {t('composer.answered', { name: rival.name })}
        </p>
      )}
      {blank && (
        <p class="composer-rival composer-rival-seen" role="status">
          <Icon name="warn" size="s" />
          {t('composer.blank', { name: `{${blank.name}}` })}
        </p>
      )}
      <OtherDraft conversation={id} note={side} />
      <textarea
        ref={field}
        aria-autocomplete="list"
        aria-controls={asked.value ? 'composer-suggest' : undefined}
        aria-activedescendant={active.value}
        class="composer-field"
        rows={phone.value ? 1 : 2}
        aria-describedby={comment ? 'composer-way' : undefined}
        aria-label={side ? t('composer.noteLabel') : t('composer.replyLabel', { name: item.contact.name })}
        placeholder={side ? t('composer.notePlaceholder') : t('composer.placeholder')}
        lang={item.contact_detail?.language ?? undefined}
        disabled={closed}
        value={current.text}
        onInput={event => {
          setDraft(id, side, { text: event.currentTarget.value });
          look();
          if (event.currentTarget.value) typing();
          else stopTyping();
        }}
        onBlur={stopTyping}
        onClick={look}
        onKeyUp={event => {
          if (/^(Arrow(Left|Right)|Home|End)$/.test(event.key)) look();
        }}
        onKeyDown={onKey}
        onPaste={event => {
          const files = event.clipboardData?.files;
          const link = can?.formats ? linkOf(chosen(), event.clipboardData?.getData('text/plain') ?? '') : null;
          if (!files?.length && !link) return;
          event.preventDefault();
          if (link) insert(link);
          else addFiles(id, side, files ?? []);
        }}
      />
      {(files > 0 || going.length > 0) && <Files conversation={id} note={side} />}
      {records.value && !closed && (
        <Recorder
          conversation={id}
          note={side}
          can={can}
          close={() => {
            records.value = false;
            voiceButton.current?.focus();
          }}
        />
      )}
      <div class="composer-foot">
        <input
          ref={picker}
          class="hidden"
          type="file"
          multiple
          tabIndex={-1}
          aria-label={t('composer.attach')}
          onChange={event => {
            addFiles(id, side, event.currentTarget.files ?? []);
            event.currentTarget.value = '';
            field.current?.focus();
          }}
        />
        {!bare && (
          <button
            type="button"
            class="icon-button"
            aria-label={t('composer.attach')}
            title={t('composer.attach')}
            disabled={closed}
            onClick={() => picker.current?.click()}
          >
            <Icon name="clip" />
          </button>
        )}
        <button
          ref={emojiButton}
          type="button"
          class="icon-button"
          aria-label={t('emoji.label')}
          title={t('emoji.label')}
          aria-haspopup="dialog"
          disabled={closed}
          onMouseEnter={() => void EmojiPicker.preload()}
          onClick={() => {
            emojiOpen.value = true;
          }}
        >
          <Icon name="smile" />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={t('templates.label')}
          title={`${t('templates.label')} (/)`}
          disabled={closed}
          onClick={askForTemplate}
        >
          <Icon name="bolt" />
        </button>
        {!comment && (
          <button
            ref={voiceButton}
            type="button"
            class="icon-button"
            aria-label={t('composer.voice')}
            title={t('composer.voice')}
            aria-expanded={records.value}
            disabled={closed}
            onMouseEnter={() => void Recorder.preload()}
            onClick={() => {
              records.value = true;
            }}
          >
            <Icon name="mic" />
          </button>
        )}
        {can && (can.buttons || can.locations) && !comment && (
          <More item={item} can={can} disabled={closed || going.length > 0} />
        )}
        <span class="space" />
        {can && worthTelling(current.text.trim(), files, can) && (
          <Length text={current.text.trim()} files={current.attachments} can={can} />
        )}
        <span class="composer-hint">{sendKey.value === 'enter' && !phone.value ? t('composer.hintEnter') : ''}</span>
        {!side && !aside && <SendLater item={item} ready={ready && !blank} sent={gone} />}
        <button type="button" class="button button-primary" disabled={!ready || blank !== null} onClick={() => send()}>
          {comment ? (
            <Verb item={item} anyway={rival !== null} />
          ) : (
            t(side ? 'composer.addNote' : rival ? 'composer.sendAnyway' : 'composer.send')
          )}
          {!phone.value && <span class="kbd">{sendKey.value === 'enter' ? '↵' : 'Ctrl ↵'}</span>}
        </button>
      </div>
      {asked.value && !closed && (
        <Suggest
          asked={asked.value}
          item={item}
          keys={suggestKeys}
          take={text => {
            const from = asked.peek()?.from;
            asked.value = null;
            insert(text, from);
            asked.value = null;
          }}
          close={() => {
            asked.value = null;
          }}
          active={one => {
            active.value = one;
          }}
        />
      )}
      {emojiOpen.value && (
        <EmojiPicker
          anchor={emojiButton.current}
          take={char => insert(char)}
          close={() => {
            emojiOpen.value = false;
            field.current?.focus();
          }}
        />
      )}
      {dragged.value && <div class="composer-drop">{t('composer.drop')}</div>}
    </div>
  );
}
