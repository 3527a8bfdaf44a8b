/**
 * The parameters each method takes: `name` or `name!` (required), then the type after a colon.
 * Types: int float bool str chat file json, and `json` alone for any object or array given as JSON.
 */
const send =
  'business_connection_id:str chat_id!:chat message_thread_id:int direct_messages_topic_id:int ephemeral_message_parameters:json ' +
  'disable_notification:bool protect_content:bool allow_paid_broadcast:bool message_effect_id:str suggested_post_parameters:json ' +
  'reply_parameters:json reply_markup:json';
const caption = 'caption:str parse_mode:str caption_entities:json';
const above = 'show_caption_above_media:bool has_spoiler:bool';
const which = 'business_connection_id:str chat_id:chat message_id:int inline_message_id:str ephemeral_message_id:str';

const lines = {
  getMe: '',
  logOut: '',
  close: '',
  setWebhook: 'url!:str certificate:file ip_address:str max_connections:int allowed_updates:json drop_pending_updates:bool secret_token:str',
  deleteWebhook: 'drop_pending_updates:bool',
  getWebhookInfo: '',
  getUpdates: 'offset:int limit:int timeout:int allowed_updates:json',
  sendMessage: `${send} text!:str parse_mode:str entities:json link_preview_options:json`,
  sendPhoto: `${send} photo!:file ${caption} ${above}`,
  sendDocument: `${send} document!:file thumbnail:file ${caption} disable_content_type_detection:bool`,
  sendVideo: `${send} video!:file duration:int width:int height:int thumbnail:file cover:file start_timestamp:int ${caption} ${above} supports_streaming:bool`,
  sendAnimation: `${send} animation!:file duration:int width:int height:int thumbnail:file ${caption} ${above}`,
  sendAudio: `${send} audio!:file ${caption} duration:int performer:str title:str thumbnail:file`,
  sendVoice: `${send} voice!:file ${caption} duration:int`,
  sendVideoNote: `${send} video_note!:file duration:int length:int thumbnail:file`,
  sendSticker: `${send} sticker!:file emoji:str`,
  sendMediaGroup: `${send.replace(' reply_markup:json', '')} media!:json`,
  sendLocation: `${send} latitude!:float longitude!:float horizontal_accuracy:float live_period:int heading:int proximity_alert_radius:int`,
  sendVenue: `${send} latitude!:float longitude!:float title!:str address!:str foursquare_id:str foursquare_type:str google_place_id:str google_place_type:str`,
  sendContact: `${send} phone_number!:str first_name!:str last_name:str vcard:str`,
  sendChatAction: 'business_connection_id:str chat_id!:chat message_thread_id:int action!:str',
  setMessageReaction: 'chat_id!:chat message_id!:int reaction:json is_big:bool',
  editMessageText: `${which} text!:str parse_mode:str entities:json link_preview_options:json reply_markup:json`,
  editMessageCaption: `${which} ${caption} show_caption_above_media:bool reply_markup:json`,
  editMessageMedia: `${which} media!:json reply_markup:json`,
  editMessageReplyMarkup: `${which} reply_markup:json`,
  deleteMessage: 'chat_id!:chat message_id!:int',
  deleteMessages: 'chat_id!:chat message_ids!:json',
  answerCallbackQuery: 'callback_query_id!:str text:str show_alert:bool url:str cache_time:int',
  getFile: 'file_id!:str',
  getUserProfilePhotos: 'user_id!:int offset:int limit:int',
  getChat: 'chat_id!:chat',
  getBusinessConnection: 'business_connection_id!:str',
  readBusinessMessage: 'business_connection_id!:str chat_id!:int message_id!:int',
  deleteBusinessMessages: 'business_connection_id!:str message_ids!:json',
};

/** @typedef {{name: string, required: boolean, type: string}} Parameter */
/** By lower-case method name. @type {Map<string, {name: string, parameters: Map<string, Parameter>}>} */
export const methodTable = new Map(
  Object.entries(lines).map(([name, line]) => {
    const parameters = line.split(/\s+/).filter(Boolean).map((word) => {
      const [left, type] = word.split(':');
      return { name: left.replace('!', ''), required: left.endsWith('!'), type };
    });
    return [name.toLowerCase(), { name, parameters: new Map(parameters.map((parameter) => [parameter.name, parameter])) }];
  }),
);
