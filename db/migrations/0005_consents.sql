-- What a contact agreed to, shown with the contact.
CREATE INDEX consent_contact ON consent (contact_id);
