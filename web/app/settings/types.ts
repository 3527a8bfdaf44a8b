/** The API's objects that only the settings know, from the server's own description. */
import type { components } from '../../openapi/gen';

type Schemas = components['schemas'];
export type Team = Schemas['Team'];
export type Channel = Schemas['Channel'];
export type ChannelTemplates = Schemas['ChannelTemplates'];
export type NewChannel = Schemas['NewChannel'];
export type ChannelCheck = Schemas['ChannelCheck'];
export type ChannelHealth = Schemas['ChannelHealth'];
export type Token = Schemas['Token'];
export type NewToken = Schemas['NewToken'];
export type OwnSession = Schemas['OwnSession'];
export type NewInvitation = Schemas['NewInvitation'];
export type Rule = Schemas['Rule'];
export type Conditions = Schemas['Conditions'];
export type RuleTrial = Schemas['RuleTrial'];
export type Guide = Schemas['Guide'];
export type GuideStep = Schemas['GuideStep'];
