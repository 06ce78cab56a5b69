//! The columns of a tasks sheet, with the names of CoopCycle, Onfleet, Circuit and Fleetbase and those of six languages.

use crate::field::fields;

fields! {
    /// Columns of §3, then what §6 adds.
    pub(crate) enum TaskField {
        Type = "type" ["kind", "task type", "stop type", "type de tâche", "type d'arrêt", "Art", "Typ", "tipo", "soort"],
        Address = "address" ["address.streetAddress", "adresse", "adresse complète", "adresse de livraison", "adresse 1", "rue",
            "street", "street address", "street1", "address 1", "address line 1", "address_line1", "full address",
            "delivery address", "Anschrift", "Straße", "Straße und Hausnummer", "Lieferadresse", "indirizzo", "via", "adres",
            "straat", "straat en huisnummer", "dirección", "domicilio", "calle"],
        HouseNumber = "house_number" ["street number", "number", "numéro de rue", "Hausnummer", "numero civico", "huisnummer"],
        Address2 = "address2" ["address line 2", "address_line2", "address 2", "street2", "complément", "complément d'adresse",
            "adresse 2", "Adresszusatz", "indirizzo 2", "adresregel 2", "dirección 2"],
        PostalCode = "postal_code" ["code postal", "cp", "postal", "postcode", "zip", "zip code", "PLZ", "Postleitzahl", "cap",
            "codice postale", "código postal"],
        City = "city" ["ville", "cp ville", "code postal ville", "code postal et ville", "PLZ Ort", "commune", "town", "city/town", "Ort", "Stadt", "città", "comune", "plaats", "woonplaats",
            "stad", "ciudad", "municipio"],
        Region = "region" ["state", "state/province", "province", "région", "Bundesland", "regione", "provincia"],
        Country = "country" ["pays", "Land", "paese", "país"],
        Latlong = "latlong" ["address.latlng", "latlng", "lat long", "coordonnées", "gps", "coordinates", "Koordinaten",
            "coordinate", "coördinaten", "coordenadas"],
        Latitude = "latitude" ["lat", "Breitengrad", "latitudine", "latitud"],
        Longitude = "longitude" ["lon", "lng", "long", "Längengrad", "longitudine", "longitud"],
        AddressName = "address.name" ["nom de l'adresse", "lieu", "place name", "location name", "Ortsname", "luogo", "locatie",
            "lugar"],
        Description = "address.description" ["description", "accès", "access note", "address notes", "address_notes", "étage et code",
            "Beschreibung", "Zugang", "descrizione", "accesso", "omschrijving", "toegang", "descripción", "acceso"],
        ContactName = "address.contactName" ["contact", "contact name", "nom du contact", "nom", "name", "destinataire", "client",
            "recipient", "recipient name", "recipient_name", "Name des Empfängers", "Empfänger", "Ansprechpartner", "nome",
            "destinatario", "nominativo", "naam", "ontvanger", "nombre", "contacto"],
        Telephone = "address.telephone" ["telephone", "téléphone", "tél", "tel", "portable", "phone", "phone number", "mobile",
            "recipient phone", "recipient_phone", "Telefon", "Handy", "telefono", "cellulare", "telefoon", "teléfono", "móvil"],
        Floor = "address.floor" ["floor", "étage", "Stock", "Stockwerk", "piano", "verdieping", "piso", "planta"],
        After = "after" ["après", "à partir de", "début", "heure de début", "earliest time", "completeAfter", "complete after",
            "from", "start", "nach", "ab", "von", "Beginn", "dopo", "dalle", "inizio", "na", "vanaf", "después", "desde",
            "inicio"],
        Before = "before" ["avant", "jusqu'à", "fin", "heure de fin", "latest time", "completeBefore", "complete before", "until",
            "to", "end", "vor", "bis", "Ende", "prima", "entro", "fine", "voor", "tot", "einde", "antes", "hasta"],
        Timeslot = "timeslot" ["time slot", "créneau", "créneau horaire", "plage horaire", "Zeitfenster", "fascia oraria",
            "tijdvak", "tijdslot", "franja horaria"],
        Comments = "comments" ["comment", "commentaire", "commentaires", "remarque", "remarques", "note", "notes", "task details",
            "task_details", "Kommentar", "Bemerkung", "Notizen", "commenti", "osservazioni", "opmerkingen", "comentarios",
            "observaciones"],
        DeliveryNote = "delivery_note" ["recipient notes", "recipient_notes", "consigne", "consignes", "consigne de livraison",
            "instructions", "Lieferhinweis", "istruzioni", "instructies", "instrucciones"],
        Group = "group" ["groupe", "Gruppe", "gruppo", "groep", "grupo"],
        Tags = "tags" ["étiquettes", "mots-clés", "labels", "Etiketten", "etichette", "etiquetas"],
        Packages = "packages" ["colis", "paniers", "items", "Pakete", "pacchi", "pakketten", "paquetes"],
        Weight = "weight" ["poids", "poids (kg)", "weight kg", "Gewicht", "peso", "gewicht kg"],
        Assign = "assign" ["assigné à", "affectation", "attribué à", "zugewiesen", "assegnato a", "toegewezen aan", "asignado a"],
        Ref = "ref" ["réf", "référence", "n°", "id", "external ref", "reference", "Referenz", "riferimento", "referentie",
            "referencia"],
        Metadata = "metadata" ["métadonnées", "Metadaten", "metadati", "metadatos"],
        ServiceMinutes = "service_minutes" ["time at stop", "service time", "service_time", "durée", "durée sur place",
            "temps sur place", "Aufenthalt", "durata", "duur", "duración"],
        Pickup = "pickup" ["is pickup", "enlèvement", "collecte", "Abholung", "ritiro", "ophalen", "recogida"],
    } next |_| None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Field, Meaning, assert_aliases_name_one_field};

    #[test]
    fn every_alias_names_one_field() {
        assert_aliases_name_one_field::<TaskField>();
    }

    #[test]
    fn other_tools_headers_are_understood() {
        for (header, field) in [
            ("Recipient_Name", TaskField::ContactName),
            ("Recipient_Phone", TaskField::Telephone),
            ("Address_Line1", TaskField::Address),
            ("City/Town", TaskField::City),
            ("State/Province", TaskField::Region),
            ("Task_Details", TaskField::Comments),
            ("completeBefore", TaskField::Before),
            ("Earliest Time", TaskField::After),
            ("Time at stop", TaskField::ServiceMinutes),
            ("Zip", TaskField::PostalCode),
            ("lng", TaskField::Longitude),
        ] {
            assert_eq!(TaskField::book().meaning(header), Meaning::Field(field), "{header}");
        }
    }
}
