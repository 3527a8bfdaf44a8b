/** Those a visitor may pick from: the common ones, by kind. Their names come from the build, see vite.emoji.ts. */
const list = (text: string) => text.split(' ');

export const emojiGroups = [
  [
    'smileys',
    list(
      '😀 😄 😁 😅 😂 🤣 🙂 😉 😊 😇 🥰 😍 😘 😋 😜 🤗 🤔 🤨 😐 😏 🙄 😬 😌 😴 😷 🤒 🥳 😎 😕 😟 😮 😳 🥺 😢 😭 😤 😠 🤯 😱 🤷',
    ),
  ],
  ['hands', list('👍 👎 👌 ✌️ 🤞 👋 👏 🙌 🙏 💪 🤝 👀 ☝️ 👉 👇 ✍️')],
  ['signs', list('❤️ 🧡 💛 💚 💙 💜 🖤 💔 💯 ✨ 🔥 ⭐ ✅ ❌ ❗ ❓ ⚠️')],
  ['things', list('🎉 🎁 🎂 💐 🌹 ☀️ 🌧️ ❄️ ☕ 🍕 🍰 🚗 🚲 ✈️ 🏠 📦 🛒 💳 💰 📷 📞 📅 ⏰ 📍 🔧')],
] as const;
