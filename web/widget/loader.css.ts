/**
 * The style of what stands in the shop's page. `!important` on the host: between trees the inner one wins for
 * important declarations, so that even `* { all: unset !important }` of the page does not reach in.
 * l launcher, b badge or a name, k peek, x its cross, p panel.
 */
export const loaderStyle = `
:host{all:initial!important;position:fixed!important;inset:auto 0 0 auto!important;z-index:2147483000!important}
*{box-sizing:border-box;font:14px/20px system-ui,sans-serif}
button{border:1px solid #0000;background:none;color:inherit;cursor:pointer}
svg{width:24px;height:24px;vertical-align:middle;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round}
:focus-visible{outline:2px solid var(--f);outline-offset:3px}
div{--f:var(--c);--s:#fff;--i:#111;--h:#0004}
.l,.k,.p{width:280px;border-radius:20px;bottom:104px;right:28px;background:var(--s);color:var(--i);position:fixed;box-shadow:0 4px 40px var(--h)}
.l{bottom:28px;width:60px;height:60px;border-radius:50%;background:var(--f);color:var(--o)}
.l:hover{filter:brightness(.92)}
.l b{position:absolute;top:-4px;right:-4px;min-width:22px;border-radius:20px;box-shadow:0 0 0 2px var(--s);color:#fff;background:#b3261e;line-height:22px}
.k button{padding:14px 20px;text-align:start;width:100%;border-radius:20px;overflow-wrap:anywhere}
.k b{display:block;font-weight:600}
.k .x{position:absolute;top:-14px;right:-4px;padding:4px;width:30px;box-shadow:inherit;background:inherit;text-align:center}
.p{width:392px;height:min(680px,100vh - 124px);overflow:hidden;visibility:hidden;opacity:0;translate:0 12px}
.p.o{visibility:visible;opacity:1;translate:0}
.p *{width:100%;height:100%;border:0;color-scheme:light dark}
.left *{right:auto;left:28px}.left *>*{left:auto;right:-6px}
@media(max-width:480px),(max-height:440px){
div .p{inset:0;width:auto;height:auto;border-radius:0;padding:env(safe-area-inset-top) 0 env(safe-area-inset-bottom)}
.o~.l{display:none}}
@media(prefers-color-scheme:dark){div{--s:#171c1a;--i:#eee;--h:#000c}
@supports(color:oklch(from red l c h)){div{--f:oklch(from var(--c) max(l,.74) min(c*1.3,.12) h);--o:#000!important}}}
@media(prefers-reduced-motion:no-preference){.p{transition:.18s}}`;
