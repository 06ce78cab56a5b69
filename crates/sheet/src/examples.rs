//! One example file per kind, served beside the import form. Every name is invented.

const MARK: &str = "\u{FEFF}";

/// A household list with every column that people ask about.
#[must_use]
pub fn recipients_csv() -> Vec<u8> {
    let rows = "\
réf;nom;prénom;adresse;code postal;ville;étage;digicode;téléphone;note téléphone;nombre de personnes;langue;régime;sans;panier;quantité;consigne;note interne;orienté par;statut;pas de sms\r\n\
F-001;Diallo;Awa;12 rue des Lilas;33000;Bordeaux;3;A12B;05 36 49 00 01;fille;4;wo;;porc;panier;1;Sonner deux fois;;CCAS;actif;non\r\n\
F-002;Martin;Jean;4 place de la Fontaine;33130;Bègles;rdc;;05 36 49 00 02;;1;fr;végétarien;;panier;1;;Préfère le matin;;actif;x\r\n\
F-003;Kovalenko;Olena;27 avenue du Parc, bât. C;33400;Talence;2;4711;'+33536490003;;5;uk;;arachide;panier;2;Ascenseur en panne;;Maison des familles;en attente;\r\n";
    format!("{MARK}{rows}").into_bytes()
}

/// Single stops, with the column names of CoopCycle.
#[must_use]
pub fn tasks_csv() -> Vec<u8> {
    let rows = "\
type,address,address.name,address.contactName,address.telephone,address.description,after,before,comments,tags,packages,weight,ref\r\n\
pickup,\"2 quai des Marques, 33300 Bordeaux\",Entrepôt,,05 36 49 00 10,Portail vert,8h,9h30,12 cagettes,frais,,,T-001\r\n\
dropoff,\"12 rue des Lilas, 33000 Bordeaux\",,Awa Diallo,05 36 49 00 01,3e étage,10:00,12:00,,frais,panier=1,8.5,T-002\r\n\
dropoff,\"4 place de la Fontaine, 33130 Bègles\",,Jean Martin,05 36 49 00 02,,10:00,12:00,Sonner fort,,panier=1 colis-bebe=1,\"9,2\",T-003\r\n";
    format!("{MARK}{rows}").into_bytes()
}

/// Deliveries, with the columns and the order of CoopCycle's own example.
#[must_use]
pub fn deliveries_csv() -> Vec<u8> {
    let rows = "\
pickup.address,pickup.address.name,pickup.address.description,pickup.address.telephone,pickup.comments,pickup.timeslot,pickup.tags,pickup.metadata,dropoff.address,dropoff.address.name,dropoff.address.description,dropoff.address.telephone,dropoff.comments,dropoff.timeslot,dropoff.packages,dropoff.tags,dropoff.metadata,weight,tour.name\r\n\
\"2 quai des Marques, 33300 Bordeaux\",Entrepôt,Portail vert,05 36 49 00 10,,2026-11-26 08:00 - 2026-11-26 09:30,,,\"12 rue des Lilas, 33000 Bordeaux\",Awa Diallo,3e étage,05 36 49 00 01,Sonner deux fois,2026-11-26 10:00 - 2026-11-26 12:00,panier=1,frais,dossier=F-001,8.5,Jeudi centre\r\n\
\"2 quai des Marques, 33300 Bordeaux\",Entrepôt,Portail vert,05 36 49 00 10,,2026-11-26 08:00 - 2026-11-26 09:30,,,\"4 place de la Fontaine, 33130 Bègles\",Jean Martin,,05 36 49 00 02,,2026-11-26 10:00 - 2026-11-26 12:00,panier=1 colis-bebe=1,,dossier=F-002,9.2,Jeudi centre\r\n";
    format!("{MARK}{rows}").into_bytes()
}
