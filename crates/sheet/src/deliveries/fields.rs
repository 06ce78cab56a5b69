//! The columns of a deliveries sheet: CoopCycle's, in the order of its own example, ours after them.

use crate::field::fields;

fields! {
    /// Columns of §4.
    pub(crate) enum DeliveryField {
        PickupAddress = "pickup.address" ["pickup.address.streetAddress", "adresse de retrait", "adresse retrait", "retrait adresse",
            "adresse d'enlèvement", "adresse de collecte", "pickup address", "collection address", "Abholadresse",
            "indirizzo di ritiro", "indirizzo ritiro", "ophaaladres", "afhaaladres", "dirección de recogida"],
        PickupName = "pickup.address.name" ["nom du retrait", "lieu de retrait", "pickup name", "Abholort", "luogo di ritiro",
            "ophaalpunt", "lugar de recogida"],
        PickupDescription = "pickup.address.description" ["accès retrait", "pickup description"],
        PickupTelephone = "pickup.address.telephone" ["téléphone retrait", "téléphone du retrait", "pickup phone",
            "pickup telephone", "Abholtelefon", "telefono ritiro", "teléfono de recogida"],
        PickupComments = "pickup.comments" ["commentaires retrait", "commentaire retrait", "pickup comment"],
        PickupTimeslot = "pickup.timeslot" ["créneau de retrait", "créneau retrait", "pickup time slot", "Abholzeitfenster",
            "fascia oraria di ritiro", "ophaaltijdvak", "franja de recogida"],
        PickupTags = "pickup.tags" ["étiquettes retrait"],
        PickupMetadata = "pickup.metadata" [],
        DropoffAddress = "dropoff.address" ["dropoff.address.streetAddress", "adresse de livraison", "adresse livraison",
            "livraison adresse", "dropoff address", "delivery address", "Lieferadresse", "indirizzo di consegna",
            "indirizzo consegna", "bezorgadres", "afleveradres", "dirección de entrega"],
        DropoffName = "dropoff.address.name" ["nom de livraison", "lieu de livraison", "dropoff name", "Lieferort",
            "luogo di consegna", "bezorgpunt", "lugar de entrega"],
        DropoffContact = "dropoff.address.contactName" ["destinataire", "contact livraison", "nom du destinataire", "recipient name",
            "dropoff contact", "Empfänger", "destinatario", "ontvanger"],
        DropoffDescription = "dropoff.address.description" ["accès livraison", "dropoff description"],
        DropoffTelephone = "dropoff.address.telephone" ["téléphone livraison", "téléphone du destinataire", "téléphone destinataire",
            "dropoff phone", "dropoff telephone", "recipient phone", "Empfängertelefon", "telefono consegna",
            "teléfono de entrega"],
        DropoffComments = "dropoff.comments" ["commentaires livraison", "commentaire livraison", "dropoff comment"],
        DropoffTimeslot = "dropoff.timeslot" ["créneau de livraison", "créneau livraison", "dropoff time slot", "delivery time slot",
            "Lieferzeitfenster", "fascia oraria di consegna", "bezorgtijdvak", "franja de entrega"],
        Packages = "dropoff.packages" ["packages", "colis", "paniers", "Pakete", "pacchi", "pakketten", "paquetes"],
        DropoffTags = "dropoff.tags" ["étiquettes livraison", "tags"],
        DropoffMetadata = "dropoff.metadata" ["metadata"],
        Weight = "weight" ["poids", "Gewicht", "peso"],
        TourName = "tour.name" ["tour", "tournée", "round", "nom de tournée", "Tourname", "giro", "ronde", "ruta"],
        Ref = "ref" ["réf", "référence", "n°", "reference", "external ref", "Referenz", "riferimento", "referentie", "referencia"],
        PickupRef = "pickup.ref" ["réf retrait", "référence retrait"],
        DropoffRef = "dropoff.ref" ["réf livraison", "référence livraison"],
        PickupContact = "pickup.address.contactName" ["contact retrait", "pickup contact"],
    } next |_| None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::assert_aliases_name_one_field;

    #[test]
    fn every_alias_names_one_field() {
        assert_aliases_name_one_field::<DeliveryField>();
    }
}
