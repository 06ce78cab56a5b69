//! The columns of a household list, with the names people give them in six languages and in other tools.

use crate::field::fields;

fields! {
    /// Columns of §5, then what §6 adds.
    pub(crate) enum RecipientField {
        Ref = "ref" ["réf", "référence", "n°", "no", "num", "numéro", "n° dossier", "numéro dossier", "n° foyer", "numéro de foyer",
            "id", "identifiant", "matricule", "external ref", "external id", "reference", "number", "case number",
            "Referenz", "Nummer", "Nr", "Kennung", "Aktenzeichen", "riferimento", "rif", "numero pratica", "referentie",
            "nummer dossier", "kenmerk", "referencia", "número", "expediente"],
        Name = "name" ["nom", "nom complet", "nom et prénom", "nom prénom", "prénom nom", "prénom et nom", "noms", "famille", "foyer",
            "bénéficiaire", "destinataire", "usager", "personne", "display name", "full name", "household", "household name",
            "recipient", "recipient name", "beneficiary", "contact name", "Haushalt", "vollständiger Name", "Empfänger",
            "nome completo", "nominativo", "nome e cognome", "cognome e nome", "destinatario", "beneficiario", "naam",
            "volledige naam", "ontvanger", "gezin", "nombre completo", "nombre y apellidos", "apellidos y nombre", "hogar",
            "familia"],
        FirstName = "first_name" ["prénom", "prénoms", "given name", "forename", "firstname", "Vorname", "nome", "nome di battesimo", "voornaam",
            "nombre", "nombre de pila"],
        LastName = "last_name" ["nom de famille", "nom usuel", "nom d'usage", "surname", "family name", "lastname", "Nachname",
            "Familienname", "cognome", "achternaam", "familienaam", "apellido", "apellidos"],
        Address = "address" ["adresse", "adresse complète", "adresse postale", "adresse 1", "adresse1", "adresse ligne 1", "rue",
            "voie", "domicile", "adresse de livraison", "street", "street address", "street1", "address 1", "address line 1",
            "address line1", "full address", "delivery address", "Anschrift", "Straße", "Straße und Hausnummer",
            "Strasse Hausnummer", "Lieferadresse", "indirizzo", "via", "indirizzo completo", "adres", "straat",
            "straat en huisnummer", "dirección", "domicilio", "calle", "dirección completa"],
        HouseNumber = "house_number" ["street number", "numéro de rue", "n° rue", "n° de voie", "numéro de voie", "Hausnummer",
            "numero civico", "civico", "huisnummer", "número de calle"],
        Address2 = "address2" ["adresse 2", "complément", "complément d'adresse", "complement adresse", "adresse ligne 2",
            "address 2", "address line 2", "address line2", "street2", "Adresszusatz", "indirizzo 2", "adresregel 2",
            "toevoeging", "dirección 2"],
        PostalCode = "postal_code" ["code postal", "cp", "c.p.", "codepostal", "postal", "postcode", "post code", "zip",
            "zip code", "zipcode", "Postleitzahl", "PLZ", "cap", "codice postale", "código postal", "cod postal"],
        City = "city" ["ville", "cp ville", "code postal ville", "code postal et ville", "PLZ Ort", "postcode en plaats",
            "CAP e città", "CP y población", "commune", "localité", "town", "city/town", "Ort", "Stadt", "Wohnort", "città", "comune",
            "località", "plaats", "woonplaats", "stad", "gemeente", "ciudad", "municipio", "localidad", "población"],
        Region = "region" ["région", "département", "state", "state/province", "province", "Bundesland", "regione", "provincia",
            "provincie", "county"],
        Country = "country" ["pays", "Land", "paese", "nazione", "país"],
        Latlong = "latlong" ["lat long", "lat,lng", "latlng", "address.latlng", "coordonnées", "coordonnées gps", "gps",
            "coordinates", "Koordinaten", "coordinate", "coördinaten", "coordenadas", "geopoint"],
        Latitude = "latitude" ["lat", "Breitengrad", "latitudine", "breedtegraad", "latitud"],
        Longitude = "longitude" ["lon", "lng", "long", "Längengrad", "longitudine", "lengtegraad", "longitud"],
        Entrance = "entrance" ["entrée", "porte", "bâtiment", "bat", "bât.", "escalier", "hall", "building", "stairs",
            "Eingang", "Aufgang", "ingresso", "scala", "edificio", "ingang", "gebouw", "entrada", "portal", "escalera"],
        Floor = "floor" ["étage", "niveau", "Stock", "Stockwerk", "Etage", "Geschoss", "piano", "verdieping", "piso", "planta",
            "level"],
        Apartment = "apartment" ["appartement", "appt", "apt", "app", "n° appartement", "logement", "flat", "unit", "Wohnung",
            "appartamento", "interno", "bus", "apartamento", "puerta"],
        DoorCode = "door_code" ["digicode", "code porte", "code d'entrée", "code immeuble", "code d'accès", "interphone",
            "entry code", "gate code", "buzzer", "Türcode", "codice porta", "citofono", "deurcode", "código de puerta",
            "código portal"],
        AccessNote = "access_note" ["accès", "consigne d'accès", "informations d'accès", "indications d'accès", "access",
            "access notes", "address notes", "address_notes", "directions", "Zugang", "Zugangshinweis", "accesso", "toegang", "acceso"],
        Phone = "phone" ["téléphone", "tél", "tel", "tel.", "portable", "mobile", "gsm", "numéro de téléphone",
            "n° de téléphone", "n° téléphone", "numéro de portable", "téléphone 1", "tél 1", "téléphone portable", "tel portable",
            "téléphone fixe", "fixe", "phone 1", "phone number", "telephone", "telephone number", "mobile phone", "cell",
            "cell phone", "recipient phone", "contact phone", "Telefon", "Telefonnummer", "Handy", "Handynummer", "Mobilnummer",
            "Rufnummer", "telefono", "cellulare", "numero di telefono", "telefoon", "telefoonnummer", "mobiel", "gsm-nummer",
            "teléfono", "móvil", "número de teléfono", "teléfono móvil"],
        Phone2 = "phone2" ["téléphone 2", "tél 2", "tel 2", "portable 2", "autre téléphone", "second téléphone", "phone 2",
            "mobile 2", "other phone", "alternative phone", "Telefon 2", "telefono 2", "telefoon 2", "teléfono 2"],
        Phone3 = "phone3" ["téléphone 3", "tél 3", "phone 3", "Telefon 3", "telefono 3", "telefoon 3"],
        Phone4 = "phone4" ["téléphone 4", "tél 4", "phone 4", "Telefon 4", "telefono 4", "telefoon 4"],
        PhoneNote = "phone_note" ["note téléphone", "qui répond", "phone note", "phone1_note"],
        Phone2Note = "phone2_note" ["note téléphone 2"],
        Phone3Note = "phone3_note" ["note téléphone 3"],
        Phone4Note = "phone4_note" ["note téléphone 4"],
        HouseholdSize = "household_size" ["nombre de personnes", "nb de personnes", "nb personnes", "nb pers", "nbre de personnes",
            "nombre personnes", "nbr personnes", "personnes", "taille du foyer", "composition du foyer", "composition",
            "bouches à nourrir", "household members", "no. in household", "number in household", "people", "number of people", "persons", "family size", "members",
            "Personenzahl", "Anzahl Personen", "Personen", "Haushaltsgröße", "numero di persone", "persone", "componenti",
            "nucleo familiare", "aantal personen", "personen in gezin", "gezinsgrootte", "número de personas", "personas",
            "miembros"],
        Language = "language" ["langue", "langue parlée", "langues", "languages", "spoken language", "Sprache", "lingua", "taal",
            "idioma", "lengua"],
        Tags = "tags" ["étiquettes", "étiquette", "mots-clés", "labels", "Etiketten", "Schlagwörter", "etichette", "tag",
            "etiquetas"],
        Diet = "diet" ["régime", "régimes", "régime alimentaire", "diets", "dietary", "Diät", "Ernährung", "Kost", "dieta",
            "dieet", "alimentación"],
        Avoid = "avoid" ["sans", "à éviter", "éviter", "exclusions", "without", "Vermeiden", "ohne", "evitare", "senza",
            "vermijden", "zonder", "sin", "evitar"],
        Package = "package" ["panier", "colis", "type de panier", "type de colis", "basket", "parcel", "box", "Paket", "Korb",
            "Kiste", "pacco", "cassetta", "cesto", "pakket", "mand", "paquete", "cesta", "lote"],
        Quantity = "quantity" ["quantité", "qté", "nb paniers", "nombre de paniers", "nb colis", "nombre de colis", "qty",
            "Menge", "Anzahl", "quantità", "qtà", "aantal", "hoeveelheid", "cantidad"],
        Round = "round" ["tournée", "nom de tournée", "circuit", "secteur", "route", "tour", "Runde", "Route Name", "giro",
            "ronde", "ruta", "ronda"],
        Position = "position" ["ordre", "rang", "ordre de passage", "n° d'ordre", "order", "sequence", "stop number",
            "Reihenfolge", "ordine", "posizione", "volgorde", "orden", "posición"],
        Volunteer = "volunteer" ["bénévole", "livreur", "bénévole habituel", "coursier", "driver", "courier", "rider",
            "Freiwillige", "Freiwilliger", "Ehrenamtliche", "Fahrer", "volontario", "volontaria", "vrijwilliger", "chauffeur",
            "voluntario", "voluntaria", "repartidor"],
        DeliveryNote = "delivery_note" ["consigne", "consignes", "consigne de livraison", "instructions", "instruction",
            "instructions de livraison", "delivery notes", "delivery instructions", "recipient notes", "Lieferhinweis",
            "Hinweis", "istruzioni", "consegna", "bezorginstructie", "instructies", "instrucciones", "indicaciones"],
        InternalNote = "internal_note" ["note interne", "note", "notes", "remarque", "remarques", "observation", "observations",
            "commentaire", "commentaires", "divers", "comment", "comments", "remark", "remarks", "internal notes", "Notiz",
            "Notizen", "Bemerkung", "Bemerkungen", "Anmerkung", "nota", "osservazioni", "opmerking", "opmerkingen", "notitie",
            "notas", "observaciones", "comentarios"],
        Referrer = "referrer" ["orienté par", "orientation", "prescripteur", "référent", "référente", "travailleur social",
            "assistante sociale", "assistant social", "structure", "referred by", "social worker", "caseworker",
            "vermittelt durch", "Sozialarbeiter", "segnalato da", "assistente sociale", "doorverwezen door", "verwijzer",
            "derivado por", "trabajador social", "trabajadora social"],
        ReferrerPhone = "referrer_phone" ["téléphone du référent", "téléphone référent", "tél référent",
            "téléphone travailleur social", "téléphone assistante sociale", "social worker phone"],
        ReferrerEmail = "referrer_email" ["mail du référent", "e-mail du référent", "email référent", "courriel du référent",
            "mail référent", "social worker email"],
        Status = "status" ["statut", "état", "situation dossier", "state of file", "Zustand", "stato", "estado"],
        PausedUntil = "paused_until" ["en pause jusqu'au", "pause jusqu'au", "absent jusqu'au", "suspendu jusqu'au", "pause until",
            "absent until", "pausiert bis", "in pausa fino al", "sospeso fino al", "gepauzeerd tot", "en pausa hasta"],
        NoSms = "no_sms" ["pas de sms", "sans sms", "ne pas envoyer de sms", "skip sms", "skip_sms", "kein sms", "keine sms",
            "niente sms", "geen sms", "sin sms"],
        SelfPickup = "self_pickup" ["vient chercher", "retrait sur place", "à emporter", "collects", "collection",
            "Selbstabholer", "Selbstabholung", "ritiro in sede", "haalt zelf op", "zelf afhalen", "recoge en persona"],
    } next |field| match field {
        RecipientField::Phone => Some(RecipientField::Phone2),
        RecipientField::Phone2 => Some(RecipientField::Phone3),
        RecipientField::Phone3 => Some(RecipientField::Phone4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Field, Meaning, assert_aliases_name_one_field};

    #[test]
    fn every_alias_names_one_field() {
        assert_aliases_name_one_field::<RecipientField>();
    }

    #[test]
    fn a_bare_note_stays_inside() {
        for header in ["note", "Notes", "REMARQUES", "Bemerkungen", "comments"] {
            assert_eq!(
                RecipientField::book().meaning(header),
                Meaning::Field(RecipientField::InternalNote),
                "{header}"
            );
        }
    }

    #[test]
    fn case_accents_blanks_and_brackets_do_not_count() {
        for header in ["Téléphone", "telephone", "TELEPHONE", "téléphone (portable)", "Télé-phone", " Tel. "] {
            assert_eq!(RecipientField::book().meaning(header), Meaning::Field(RecipientField::Phone), "{header}");
        }
        assert_eq!(RecipientField::book().meaning("N°"), Meaning::Field(RecipientField::Ref));
        assert_eq!(RecipientField::book().meaning("couleur préférée"), Meaning::Unknown);
    }

    #[test]
    fn a_slip_of_the_finger_is_offered_never_applied() {
        assert_eq!(RecipientField::book().meaning("Adrese"), Meaning::Unknown);
        assert_eq!(RecipientField::book().nearest("Adrese"), Some(RecipientField::Address));
    }
}
