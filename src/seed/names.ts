import type { Draw } from './random.ts';
import { slug } from './slug.ts';

/** A name as it is written, and the Latin letters for it in emails and links. */
export type Name = { text: string; latin: string };

type Sex = 'woman' | 'man';

/** A surname may have another form for women. */
export type Surname = Readonly<Record<Sex, Name>>;

/** The common names of a country. */
export type Names = {
  women: readonly Name[];
  men: readonly Name[];
  surnames: readonly Surname[];
};

/** Somebody's name, with the forms that the surname has for women and men. */
export type PersonName = { sex: Sex; first: Name; surname: Surname };

/** The surname in the form for the person's sex. */
export const lastName = ({ sex, surname }: PersonName): Name => surname[sex];

/** The name of a woman or man of a country. */
export const drawName = (from: Draw, { women, men, surnames }: Names): PersonName => {
  const sex = from.chance(0.48) ? 'woman' : 'man';
  return { sex, first: from.pick(sex === 'woman' ? women : men), surname: from.pick(surnames) };
};

/** A name from `text`, or from `text/latin` where its script is not Latin. An underscore is a blank. */
export const toName = (entry: string): Name => {
  const [text = '', latin = text] = entry.replaceAll('_', ' ').split('/');
  return { text, latin: slug(latin) };
};

/** In German addresses an umlaut becomes two letters. */
const toGermanName = (entry: string): Name => {
  const latin = entry.toLowerCase().replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue');
  return { text: entry, latin: slug(latin) };
};

/** Lists have a blank between names; a surname may be `man|woman`. */
const names = (women: string, men: string, surnames: string, read: (entry: string) => Name = toName): Names => ({
  women: women.split(' ').map(read),
  men: men.split(' ').map(read),
  surnames: surnames.split(' ').map((entry) => {
    const [man = '', woman = man] = entry.split('|');
    return { man: read(man), woman: read(woman) };
  }),
});

const englishWomen =
  'Abigail Alexandra Alice Alison Amanda Amber Amy Andrea Angela Anna Anne Ashley Barbara Beth Brenda Carol Caroline Catherine Charlotte Chloe Christina Claire Danielle Deborah Diana Donna Elizabeth Ella Emily Emma Erin Eva Fiona Grace Hannah Heather Helen Holly Isabel Jacqueline Jane Janet Jennifer Jessica Joanna Julia Karen Kate Katherine Kelly Kimberly Laura Lauren Leah Linda Lisa Louise Lucy Margaret Maria Mary Megan Melissa Michelle Monica Natalie Nicole Olivia Pamela Patricia Rachel Rebecca Ruth Samantha Sandra Sarah Sharon Sophia Stephanie Susan Tara Teresa Tina Vanessa Victoria Wendy';
const englishMen =
  'Aaron Adam Adrian Alan Alexander Andrew Anthony Arthur Benjamin Brandon Brian Bruce Cameron Charles Christian Christopher Colin Craig Daniel David Dean Dennis Derek Dominic Douglas Edward Eric Ethan Gary George Gordon Graham Grant Greg Harry Henry Howard Ian Jack Jacob James Jason Jeffrey Jeremy Joel John Jonathan Joseph Joshua Justin Keith Kenneth Kevin Kyle Lawrence Lewis Lucas Luke Marcus Mark Martin Matthew Max Michael Nathan Neil Nicholas Noah Oliver Oscar Patrick Paul Peter Philip Raymond Richard Robert Roger Ronald Ross Russell Ryan Samuel Scott Sean Simon Stephen Steven Thomas Timothy Todd Victor Walter William';
const britishSurnames =
  'Adams Allen Anderson Andrews Armstrong Atkinson Bailey Baker Ball Barker Barnes Bell Bennett Booth Brooks Brown Butler Campbell Carr Carter Chapman Clark Clarke Cole Collins Cook Cooper Cox Davidson Davies Davis Dawson Dixon Edwards Ellis Evans Fisher Fletcher Ford Foster Fox Gibson Gill Gordon Graham Grant Gray Green Griffiths Hall Hamilton Harper Harris Harrison Harvey Henderson Hill Holmes Howard Hughes Hunt Hunter Hussain Jackson James Jenkins Johnson Johnston Jones Kaur Kelly Kennedy Khan King Knight Lawrence Lee Lewis Lloyd MacDonald Marshall Martin Mason Matthews McKenzie Miller Mills Mitchell Moore Morgan Morris Morrison Murphy Murray Owen Palmer Parker Patel Pearson Phillips Powell Price Reid Reynolds Richards Richardson Roberts Robertson Robinson Rogers Ross Russell Ryan Scott Shah Shaw Simpson Singh Smith Stevens Stewart Stone Taylor Thomas Thompson Thomson Turner Walker Walsh Ward Watson Webb West White Wilkinson Williams Williamson Wilson Wood Wright Young';

export const american = names(
  `${englishWomen} Aaliyah Brianna Carmen Guadalupe Imani Jasmine Kayla Lakshmi Mei Priya Rosa Shanice Sofia Tiffany Ximena Yolanda`,
  `${englishMen} Andre Carlos Darnell Diego Hector Jamal Jose Juan Kenji Luis Malik Miguel Omar Rafael Raj Terrence Tyler Wei`,
  "Adams Aguilar Alexander Allen Alvarez Anderson Bailey Baker Barnes Bell Bennett Brooks Brown Bryant Butler Campbell Carter Castillo Castro Chavez Chen Clark Cohen Coleman Collins Cook Cooper Cox Cruz Davis Diaz Edwards Ellis Evans Fernandez Fisher Flores Ford Foster Garcia Gibson Gomez Gonzalez Graham Gray Green Griffin Gutierrez Hall Hamilton Harris Harrison Hayes Henderson Hernandez Hill Howard Huang Hughes Jackson James Jenkins Jimenez Johnson Jones Jordan Kelly Kennedy Kim King Lee Lewis Li Liu Long Lopez Marshall Martin Martinez Mason McDonald Medina Mendoza Miller Mitchell Moore Morales Moreno Morgan Morris Murphy Murray Myers Nelson Nguyen O'Connor Ortiz Owens Park Parker Patel Patterson Perez Perry Peterson Phillips Powell Price Ramirez Ramos Reed Reyes Reynolds Rice Richardson Rivera Roberts Robinson Rodriguez Rogers Romero Ross Ruiz Russell Ryan Sanchez Sanders Schmidt Schwartz Scott Shah Silva Simmons Singh Smith Snyder Stevens Stewart Sullivan Taylor Thomas Thompson Torres Tran Turner Vargas Vasquez Walker Wallace Wang Ward Washington Watson Webb West White Williams Wilson Wong Wood Wright Wu Young Zhang",
);
export const british = names(
  `${englishWomen} Aisha Bethan Fatima Gemma Georgina Harriet Imogen Isla Jodie Kirsty Mairi Nisha Poppy Sian Zara`,
  `${englishMen} Alistair Callum Dylan Euan Freddie Gareth Hamish Hugh Imran Jamie Nigel Rhys Rory Sanjay Stuart Toby`,
  britishSurnames,
);
export const canadian = names(
  `${englishWomen} Chantal Geneviève Mélanie Sylvie Ming Harpreet Simone`,
  `${englishMen} Étienne Gilles Luc Mathieu Harjit Jian Tyler`,
  `${britishSurnames} Bouchard Chan Chen Côté Gagnon Gauthier Kim Lavoie Li Liu Morin Nguyen Ouellet Pelletier Roy Tran Tremblay Wang Wong Zhang`,
);
export const australian = names(
  `${englishWomen} Jacinta Kylie Mia Narelle Tahlia`,
  `${englishMen} Brett Damien Lachlan Liam Shane Troy`,
  `${britishSurnames} Chen Georgiou Kumar Nguyen O'Brien Papadopoulos Rossi Sharma Tran Wang`,
);
export const irish = names(
  'Aisling Aoife Bríd Caitríona Caoimhe Ciara Clodagh Deirdre Eimear Emma Fiona Gráinne Helen Jennifer Kate Laura Louise Mary Máire Michelle Niamh Nuala Órla Róisín Ruth Sarah Saoirse Sinéad Siobhán Sorcha',
  'Aidan Barry Brendan Brian Cathal Cian Ciarán Colm Conor Daniel Darragh David Declan Dermot Diarmuid Donal Eoin Fergal Gerard James John Kevin Liam Mark Michael Niall Oisín Pádraig Patrick Paul Rory Ronan Seán Shane Thomas',
  "Brennan Browne Buckley Burke Byrne Carroll Clancy Collins Connolly Corcoran Daly Doherty Dolan Donnelly Doyle Duffy Dunne Farrell Fitzgerald Fitzpatrick Flanagan Flynn Foley Gallagher Healy Hogan Hughes Kavanagh Keane Kelly Kennedy Keogh Lynch Maguire Maher McCarthy McGrath McLoughlin Moran Murphy Murray Nolan O'Brien O'Callaghan O'Connell O'Connor O'Donnell O'Keeffe O'Leary O'Neill O'Reilly O'Sullivan Power Quinn Regan Reilly Ryan Sheehan Sweeney Walsh Ward Whelan",
);
export const german = names(
  'Alexandra Andrea Angelika Anja Anke Anna Annika Antje Astrid Barbara Beate Bettina Birgit Carolin Christina Claudia Cornelia Daniela Diana Doris Elena Elif Elisabeth Eva Franziska Gabriele Gisela Hannah Heike Ines Inga Jana Jasmin Johanna Judith Julia Karin Katharina Katja Katrin Kerstin Laura Lea Lena Lisa Manuela Maria Marie Martina Melanie Michaela Miriam Monika Nadine Nicole Nina Petra Renate Sabine Sandra Sarah Silke Simone Sonja Sophie Stefanie Susanne Svenja Sylvia Tanja Ulrike Ursula Vanessa Yvonne',
  'Alexander Andreas Bastian Benjamin Bernd Björn Can Christian Christoph Daniel David Dennis Dieter Dirk Dominik Emre Erik Fabian Felix Florian Frank Georg Gerhard Günter Hannes Hans Harald Heiko Heinz Holger Ingo Jan Jens Jochen Johannes Jonas Jörg Julian Jürgen Kai Karsten Klaus Konstantin Lars Leon Lukas Manfred Marc Marcel Marco Markus Martin Mathias Matthias Maximilian Mehmet Michael Moritz Niklas Nils Olaf Oliver Patrick Paul Peter Philipp Rainer Ralf René Robert Rolf Sebastian Simon Stefan Sven Thomas Thorsten Tim Tobias Torsten Uwe Volker Wolfgang',
  'Albrecht Arnold Bauer Baumann Beck Becker Berger Bergmann Böhm Brandt Braun Busch Demir Dietrich Engel Fischer Frank Franke Friedrich Fuchs Graf Groß Günther Haas Hahn Hartmann Heinrich Herrmann Hofmann Horn Huber Jäger Jung Kaiser Kaya Keller Klein Koch Köhler König Kraus Krause Krüger Kühn Lang Lange Lehmann Lorenz Ludwig Maier Martin Mayer Meier Meyer Möller Müller Neumann Nowak Otto Peters Pfeiffer Pohl Richter Roth Sauer Schäfer Schmid Schmidt Schmitt Schmitz Schneider Scholz Schreiber Schröder Schubert Schulte Schulz Schumacher Schuster Schwarz Seidel Simon Sommer Stein Thomas Vogel Vogt Voigt Wagner Walter Weber Weiß Werner Winkler Winter Wolf Wolff Yilmaz Ziegler Zimmermann',
  toGermanName,
);
export const french = names(
  'Agnès Alice Amélie Anaïs Anne Aurélie Béatrice Brigitte Camille Caroline Catherine Cécile Céline Chantal Charlotte Chloé Christelle Christine Claire Clara Corinne Delphine Dominique Élise Élodie Emma Estelle Eva Fatima Florence Françoise Gaëlle Hélène Inès Isabelle Jeanne Julie Juliette Karine Laëtitia Laura Laure Léa Leïla Louise Lucie Manon Marie Marion Martine Mathilde Mélanie Michèle Monique Morgane Nadia Nathalie Nicole Nora Océane Pascale Patricia Pauline Sabrina Sandrine Sarah Sophie Stéphanie Sylvie Valérie Véronique Virginie',
  'Adrien Alain Alexandre Alexis Antoine Arnaud Arthur Baptiste Benjamin Benoît Bernard Bertrand Bruno Cédric Charles Christian Christophe Clément Damien Daniel David Denis Didier Dominique Emmanuel Éric Étienne Fabien Fabrice Florian François Frédéric Gérard Gilles Grégory Guillaume Henri Hervé Hugo Jacques Jean Jérémy Jérôme Julien Karim Laurent Loïc Louis Luc Lucas Ludovic Marc Mathieu Maxime Mehdi Michel Nicolas Olivier Pascal Patrick Paul Philippe Pierre Quentin Raphaël Rémi Romain Samir Sébastien Simon Stéphane Thibault Thierry Thomas Vincent Xavier Yann Yves',
  'Adam André Arnaud Aubert Barbier Baron Bailly Benali Bernard Bertrand Blanc Blanchard Bonnet Boucher Bourgeois Boyer Brun Brunet Carpentier Charles Chevalier Clément Colin Collet Cousin David Da_Silva Denis Deschamps Dubois Dufour Dumas Dumont Dupont Dupuis Durand Fabre Faure Fernandez Fleury Fontaine Fournier François Gaillard Garcia Garnier Gauthier Gautier Gérard Girard Giraud Guérin Guillaume Haddad Henry Hubert Huet Jacquet Jean Joly Lambert Laurent Le_Gall Le_Roux Leclerc Leclercq Lecomte Lefebvre Legrand Lemaire Lemoine Leroy Lucas Marchand Martin Martinez Masson Mathieu Ménard Mercier Meunier Meyer Michel Moreau Morel Morin Moulin Nguyen Nicolas Noël Olivier Perrin Petit Philippe Picard Pierre Renard Renaud Rey Richard Rivière Robert Robin Roche Rolland Rousseau Roussel Roux Roy Sanchez Schmitt Simon Thomas Vidal Vincent',
);
export const spanish = names(
  'Alba Alicia Almudena Amparo Ana Andrea Ángela Antonia Aurora Beatriz Belén Blanca Carla Carmen Carolina Celia Clara Claudia Concepción Consuelo Cristina Diana Dolores Elena Elisa Esther Eva Fátima Gema Gloria Inés Inmaculada Irene Isabel Josefa Juana Julia Laura Lidia Lorena Lourdes Lucía Luisa Luz Manuela Mar María Marina Marta Mercedes Miriam Mónica Montserrat Natalia Nerea Noelia Nuria Olga Patricia Paula Pilar Raquel Rocío Rosa Rosario Sandra Sara Silvia Sofía Sonia Susana Teresa Verónica Victoria Virginia Yolanda',
  'Adrián Agustín Alberto Alejandro Alfonso Alfredo Álvaro Andrés Ángel Antonio Arturo Carlos César Cristian Daniel David Diego Domingo Eduardo Emilio Enrique Ernesto Esteban Felipe Félix Fernando Francisco Gabriel Gonzalo Gregorio Guillermo Gustavo Héctor Hugo Ignacio Iker Iván Jaime Javier Jesús Joaquín Jordi Jorge José Juan Juan_Carlos Julián Julio Lorenzo Luis Manuel Marcos Mariano Mario Martín Miguel Miguel_Ángel Mohamed Nicolás Óscar Pablo Pedro Rafael Ramón Raúl Ricardo Roberto Rodrigo Rubén Salvador Samuel Santiago Sergio Tomás Vicente Víctor Xavier',
  'Aguilar Alonso Álvarez Arias Benítez Blanco Bravo Caballero Cabrera Calvo Campos Cano Carmona Carrasco Castillo Castro Cortés Crespo Cruz Delgado Díaz Díez Domínguez Durán Esteban Fernández Ferrer Flores Fuentes Gallardo Gallego García Garrido Gil Giménez Gómez González Guerrero Gutiérrez Hernández Herrera Herrero Hidalgo Ibáñez Iglesias Jiménez León López Lorenzo Lozano Marín Márquez Martín Martínez Medina Méndez Molina Montero Mora Morales Moreno Moya Muñoz Navarro Nieto Núñez Ortega Ortiz Pascual Peña Pérez Prieto Ramírez Ramos Rey Reyes Rodríguez Román Romero Rubio Ruiz Sáez Sánchez Santana Santiago Santos Sanz Serrano Soler Soto Suárez Torres Vargas Vázquez Vega Velasco Vicente Vidal Vila',
);
export const swedish = names(
  'Agneta Alice Amanda Anette Anita Anna Annika Astrid Birgitta Camilla Carina Caroline Cecilia Charlotta Christina Ebba Elin Elisabeth Ellen Elsa Emelie Emma Erika Eva Fatima Felicia Frida Gunilla Hanna Helena Ida Inger Ingrid Jenny Jessica Johanna Josefin Julia Karin Katarina Kerstin Klara Kristina Lena Linda Linnéa Lisa Lovisa Louise Maja Malin Margareta Maria Marie Monica Moa Nathalie Rebecka Sandra Sara Sofia Susanne Therese Ulla Ulrika Veronica Victoria Ylva Åsa',
  'Adam Albin Alexander Ali Anders Andreas Anton Axel Bengt Björn Bo Carl Christer Christian Christoffer Dan Daniel David Emil Erik Filip Fredrik Gustav Göran Hans Henrik Håkan Ingemar Isak Jakob Jan Jens Jesper Joakim Johan Johannes Jonas Jonathan Karl Kent Kjell Kristoffer Lars Leif Lennart Linus Lucas Magnus Marcus Martin Mats Mattias Max Mikael Mohammed Niklas Nils Ola Olof Oskar Patrik Per Peter Pontus Rasmus Rickard Robert Robin Roger Sebastian Simon Stefan Sven Thomas Tobias Tommy Torbjörn Ulf Victor William',
  'Abrahamsson Ahmed Ali Andersson Andreasson Arvidsson Axelsson Bengtsson Berg Berggren Berglund Bergman Bergström Björk Blom Blomqvist Carlsson Claesson Dahl Danielsson Ek Eklund Ekström Eliasson Engström Eriksson Falk Forsberg Fransson Fredriksson Gunnarsson Gustafsson Hansen Hansson Hedlund Hellström Henriksson Hermansson Holm Holmberg Holmgren Holmqvist Isaksson Ivarsson Jakobsson Jansson Jensen Johansson Jonasson Jonsson Jönsson Karlsson Larsson Lind Lindberg Lindgren Lindholm Lindqvist Lindström Lund Lundberg Lundgren Lundin Lundqvist Lundström Löfgren Magnusson Martinsson Mattsson Mohamed Månsson Mårtensson Nilsson Norberg Nordin Nordström Norén Nyberg Nyström Olofsson Olsson Persson Pettersson Sandberg Samuelsson Sjöberg Sjögren Ström Strömberg Sundberg Sundström Svensson Söderberg Viklund Wallin Wikström Åberg Åkesson Åström Öberg',
);
export const polish = names(
  'Agata Agnieszka Aleksandra Alicja Alina Angelika Anna Barbara Beata Bożena Danuta Dominika Dorota Edyta Elżbieta Ewa Ewelina Gabriela Grażyna Halina Hanna Iga Ilona Iwona Izabela Jadwiga Jagoda Joanna Jolanta Julia Justyna Karolina Katarzyna Kinga Klaudia Krystyna Lena Lucyna Magdalena Maja Małgorzata Maria Marta Marzena Milena Monika Natalia Nina Oliwia Patrycja Paulina Renata Sylwia Teresa Urszula Weronika Wiktoria Zofia Zuzanna Żaneta',
  'Adam Adrian Andrzej Antoni Arkadiusz Artur Bartłomiej Bartosz Bogdan Cezary Damian Daniel Dariusz Dawid Dominik Filip Grzegorz Hubert Igor Jacek Jakub Jan Janusz Jarosław Jerzy Józef Kacper Kamil Karol Konrad Krystian Krzysztof Leszek Łukasz Maciej Marcin Marek Mariusz Mateusz Michał Mikołaj Mirosław Oskar Patryk Paweł Piotr Przemysław Radosław Rafał Robert Roman Ryszard Sebastian Sławomir Stanisław Stefan Szymon Tadeusz Tomasz Wiesław Wiktor Witold Wojciech Zbigniew',
  'Adamczyk Adamski|Adamska Andrzejewski|Andrzejewska Bąk Baran Baranowski|Baranowska Borkowski|Borkowska Brzeziński|Brzezińska Chmielewski|Chmielewska Cieślak Czarnecki|Czarnecka Czerwiński|Czerwińska Dąbrowski|Dąbrowska Duda Dudek Gajewski|Gajewska Głowacki|Głowacka Górski|Górska Grabowski|Grabowska Jabłoński|Jabłońska Jakubowski|Jakubowska Jankowski|Jankowska Jasiński|Jasińska Jaworski|Jaworska Kaczmarek Kalinowski|Kalinowska Kamiński|Kamińska Kaźmierczak Kołodziej Kowalczyk Kowalski|Kowalska Kozłowski|Kozłowska Krajewski|Krajewska Król Kubiak Kucharski|Kucharska Kwiatkowski|Kwiatkowska Laskowski|Laskowska Lewandowski|Lewandowska Lis Maciejewski|Maciejewska Majewski|Majewska Makowski|Makowska Malinowski|Malinowska Marciniak Mazur Mazurek Michalak Michalski|Michalska Mróz Nowak Nowakowski|Nowakowska Nowicki|Nowicka Olszewski|Olszewska Ostrowski|Ostrowska Pawlak Pawłowski|Pawłowska Pietrzak Piotrowski|Piotrowska Przybylski|Przybylska Rutkowski|Rutkowska Sadowski|Sadowska Sawicki|Sawicka Sikora Sikorski|Sikorska Sobczak Sokołowski|Sokołowska Stępień Szczepański|Szczepańska Szewczyk Szulc Szymański|Szymańska Tomaszewski|Tomaszewska Urbański|Urbańska Walczak Wasilewski|Wasilewska Wieczorek Wilk Wiśniewski|Wiśniewska Witkowski|Witkowska Włodarczyk Wójcik Woźniak Wróbel Wróblewski|Wróblewska Wysocki|Wysocka Zając Zakrzewski|Zakrzewska Zalewski|Zalewska Zawadzki|Zawadzka Zieliński|Zielińska Ziółkowski|Ziółkowska',
);
export const greek = names(
  'Αγγελική/Angeliki Αθηνά/Athina Αικατερίνη/Aikaterini Αλεξάνδρα/Alexandra Αναστασία/Anastasia Άννα/Anna Αντωνία/Antonia Βασιλική/Vasiliki Γεωργία/Georgia Δέσποινα/Despina Δήμητρα/Dimitra Ειρήνη/Eirini Ελένη/Eleni Ελευθερία/Eleftheria Ευαγγελία/Evangelia Ευτυχία/Eftychia Ζωή/Zoi Ιωάννα/Ioanna Καλλιόπη/Kalliopi Κατερίνα/Katerina Κωνσταντίνα/Konstantina Μαρία/Maria Μαρίνα/Marina Μαρκέλλα/Markella Νίκη/Niki Όλγα/Olga Παναγιώτα/Panagiota Παρασκευή/Paraskevi Σοφία/Sofia Σταυρούλα/Stavroula Στέλλα/Stella Φωτεινή/Foteini Χριστίνα/Christina Χρυσούλα/Chrysoula',
  'Αθανάσιος/Athanasios Αλέξανδρος/Alexandros Αναστάσιος/Anastasios Ανδρέας/Andreas Αντώνης/Antonis Απόστολος/Apostolos Βασίλης/Vasilis Γεώργιος/Georgios Γιάννης/Giannis Δημήτρης/Dimitris Ευάγγελος/Evangelos Ηλίας/Ilias Θεόδωρος/Theodoros Ιωάννης/Ioannis Κώστας/Kostas Κωνσταντίνος/Konstantinos Λευτέρης/Lefteris Μανώλης/Manolis Μάριος/Marios Μιχάλης/Michalis Νίκος/Nikos Νικόλαος/Nikolaos Παναγιώτης/Panagiotis Παύλος/Pavlos Πέτρος/Petros Σπύρος/Spyros Σταύρος/Stavros Στέφανος/Stefanos Σωτήρης/Sotiris Τάσος/Tasos Φίλιππος/Filippos Χρήστος/Christos',
  'Αγγελόπουλος/Angelopoulos|Αγγελοπούλου/Angelopoulou Αλεξίου/Alexiou Αναγνώστου/Anagnostou Αντωνίου/Antoniou Αποστόλου/Apostolou Βασιλείου/Vasileiou Βλάχος/Vlachos|Βλάχου/Vlachou Γεωργίου/Georgiou Γιαννόπουλος/Giannopoulos|Γιαννοπούλου/Giannopoulou Δημητρίου/Dimitriou Δημόπουλος/Dimopoulos|Δημοπούλου/Dimopoulou Ευαγγέλου/Evangelou Ιωάννου/Ioannou Καραγιάννης/Karagiannis|Καραγιάννη/Karagianni Κουτσογιάννης/Koutsogiannis|Κουτσογιάννη/Koutsogianni Κωνσταντινίδης/Konstantinidis|Κωνσταντινίδου/Konstantinidou Κωνσταντίνου/Konstantinou Λάμπρου/Lamprou Μακρής/Makris|Μακρή/Makri Μιχαηλίδης/Michailidis|Μιχαηλίδου/Michailidou Νικολαΐδης/Nikolaidis|Νικολαΐδου/Nikolaidou Νικολάου/Nikolaou Οικονόμου/Oikonomou Παναγιωτόπουλος/Panagiotopoulos|Παναγιωτοπούλου/Panagiotopoulou Παπαδάκης/Papadakis|Παπαδάκη/Papadaki Παπαδόπουλος/Papadopoulos|Παπαδοπούλου/Papadopoulou Παπαγεωργίου/Papageorgiou Παπανικολάου/Papanikolaou Παππάς/Pappas|Παππά/Pappa Παυλίδης/Pavlidis|Παυλίδου/Pavlidou Πετρίδης/Petridis|Πετρίδου/Petridou Πέτρου/Petrou Σαμαράς/Samaras|Σαμαρά/Samara Σταματίου/Stamatiou Στεφάνου/Stefanou Τσιρίδης/Tsiridis|Τσιρίδου/Tsiridou Φωτίου/Fotiou Χατζής/Chatzis|Χατζή/Chatzi Χρήστου/Christou Χριστοδούλου/Christodoulou',
);
export const ukrainian = names(
  'Аліна/Alina Алла/Alla Анастасія/Anastasiia Ангеліна/Anhelina Анна/Anna Богдана/Bohdana Валентина/Valentyna Валерія/Valeriia Вікторія/Viktoriia Галина/Halyna Ганна/Hanna Дарина/Daryna Діана/Diana Євгенія/Yevheniia Зоряна/Zoriana Ірина/Iryna Катерина/Kateryna Лариса/Larysa Леся/Lesia Лілія/Liliia Людмила/Liudmyla Марина/Maryna Марія/Mariia Мар’яна/Mariana Надія/Nadiia Наталія/Nataliia Оксана/Oksana Олександра/Oleksandra Олена/Olena Ольга/Olha Поліна/Polina Світлана/Svitlana Соломія/Solomiia Софія/Sofiia Тетяна/Tetiana Христина/Khrystyna Юлія/Yuliia Яна/Yana Ярослава/Yaroslava',
  'Анатолій/Anatolii Андрій/Andrii Антон/Anton Артем/Artem Богдан/Bohdan Борис/Borys Вадим/Vadym Валентин/Valentyn Василь/Vasyl Віктор/Viktor Віталій/Vitalii Владислав/Vladyslav Володимир/Volodymyr Геннадій/Hennadii Григорій/Hryhorii Данило/Danylo Денис/Denys Дмитро/Dmytro Євген/Yevhen Іван/Ivan Ігор/Ihor Кирило/Kyrylo Костянтин/Kostiantyn Максим/Maksym Микола/Mykola Михайло/Mykhailo Назар/Nazar Олег/Oleh Олександр/Oleksandr Олексій/Oleksii Остап/Ostap Павло/Pavlo Петро/Petro Роман/Roman Руслан/Ruslan Сергій/Serhii Станіслав/Stanislav Степан/Stepan Тарас/Taras Тимофій/Tymofii Юрій/Yurii Ярослав/Yaroslav',
  'Бондар/Bondar Бондаренко/Bondarenko Бойко/Boiko Василенко/Vasylenko Гаврилюк/Havryliuk Гончар/Honchar Гончаренко/Honcharenko Гриценко/Hrytsenko Демченко/Demchenko Дмитренко/Dmytrenko Іваненко/Ivanenko Захарченко/Zakharchenko Карпенко/Karpenko Клименко/Klymenko Коваленко/Kovalenko Ковальчук/Kovalchuk Коваль/Koval Козак/Kozak Кравець/Kravets Кравченко/Kravchenko Кравчук/Kravchuk Левченко/Levchenko Литвин/Lytvyn Литвиненко/Lytvynenko Лисенко/Lysenko Луценко/Lutsenko Марченко/Marchenko Мартинюк/Martyniuk Мельник/Melnyk Мельничук/Melnychuk Мороз/Moroz Назаренко/Nazarenko Олійник/Oliinyk Павленко/Pavlenko Панченко/Panchenko Петренко/Petrenko Пилипенко/Pylypenko Поліщук/Polishchuk Пономаренко/Ponomarenko Попович/Popovych Романюк/Romaniuk Руденко/Rudenko Савченко/Savchenko Семенюк/Semeniuk Сидоренко/Sydorenko Соколовський/Sokolovskyi|Соколовська/Sokolovska Ткач/Tkach Ткаченко/Tkachenko Ткачук/Tkachuk Федоренко/Fedorenko Харченко/Kharchenko Хоменко/Khomenko Шаповал/Shapoval Шевченко/Shevchenko Шевчук/Shevchuk Щербак/Shcherbak Юрченко/Yurchenko Яценко/Yatsenko Яковенко/Yakovenko',
);
export const japanese = names(
  '愛/Ai 葵/Aoi 彩/Aya 綾香/Ayaka 千春/Chiharu 恵美/Emi 花/Hana 遥/Haruka 久美子/Kumiko 麻衣/Mai 真由美/Mayumi 恵/Megumi 美咲/Misaki 美和/Miwa 菜々子/Nanako 直美/Naomi 七海/Nanami 裕子/Yuko 奈津子/Natsuko 理恵/Rie 里奈/Rina 桜/Sakura 早紀/Saki 幸子/Sachiko 詩織/Shiori 智子/Tomoko 友美/Tomomi 優子/Yuko 由美/Yumi 陽子/Yoko 結衣/Yui 香織/Kaori 絵里/Eri 明美/Akemi',
  '明/Akira 大輔/Daisuke 大樹/Daiki 英樹/Hideki 浩/Hiroshi 博之/Hiroyuki 一郎/Ichiro 淳/Jun 和也/Kazuya 健一/Kenichi 健太/Kenta 浩二/Koji 誠/Makoto 学/Manabu 正樹/Masaki 直樹/Naoki 修/Osamu 亮/Ryo 翔太/Shota 隆/Takashi 拓也/Takuya 達也/Tatsuya 哲也/Tetsuya 徹/Toru 翼/Tsubasa 康夫/Yasuo 陽介/Yosuke 雄太/Yuta 裕介/Yusuke 悠人/Yuto 蓮/Ren 豊/Yutaka 剛/Tsuyoshi 慎一/Shinichi',
  '佐藤/Sato 鈴木/Suzuki 高橋/Takahashi 田中/Tanaka 伊藤/Ito 渡辺/Watanabe 山本/Yamamoto 中村/Nakamura 小林/Kobayashi 加藤/Kato 吉田/Yoshida 山田/Yamada 佐々木/Sasaki 山口/Yamaguchi 松本/Matsumoto 井上/Inoue 木村/Kimura 林/Hayashi 斎藤/Saito 清水/Shimizu 山崎/Yamazaki 森/Mori 池田/Ikeda 橋本/Hashimoto 阿部/Abe 石川/Ishikawa 山下/Yamashita 中島/Nakajima 石井/Ishii 小川/Ogawa 前田/Maeda 岡田/Okada 長谷川/Hasegawa 藤田/Fujita 後藤/Goto 近藤/Kondo 村上/Murakami 遠藤/Endo 青木/Aoki 坂本/Sakamoto 藤井/Fujii 西村/Nishimura 福田/Fukuda 太田/Ota 三浦/Miura 岡本/Okamoto 松田/Matsuda 中川/Nakagawa 原田/Harada 小野/Ono 竹内/Takeuchi 金子/Kaneko 中野/Nakano 上田/Ueda 宮崎/Miyazaki 大野/Ono 酒井/Sakai 工藤/Kudo 横山/Yokoyama 内田/Uchida',
);
export const korean = names(
  '가영/Gayeong 나연/Nayeon 다은/Daeun 미경/Mikyung 미나/Mina 민서/Minseo 민정/Minjung 보라/Bora 서연/Seoyeon 서윤/Seoyun 선영/Sunyoung 소영/Soyoung 수빈/Subin 수진/Sujin 아름/Areum 연주/Yeonju 영미/Youngmi 예린/Yerin 유나/Yuna 유진/Yujin 윤아/Yuna 은경/Eunkyung 은지/Eunji 은혜/Eunhye 정은/Jeongeun 지민/Jimin 지수/Jisu 지연/Jiyeon 지영/Jiyoung 지원/Jiwon 하은/Haeun 현정/Hyunjung 혜진/Hyejin 희진/Heejin',
  '건우/Geonwoo 경수/Kyungsoo 기현/Kihyun 대현/Daehyun 도윤/Doyun 동현/Donghyun 민수/Minsu 민재/Minjae 민준/Minjun 상우/Sangwoo 상훈/Sanghoon 서준/Seojun 성민/Sungmin 성호/Sungho 승현/Seunghyun 영수/Youngsoo 영호/Youngho 우진/Woojin 재현/Jaehyun 재훈/Jaehoon 정훈/Junghoon 종현/Jonghyun 준영/Junyoung 준호/Junho 지훈/Jihoon 진우/Jinwoo 태현/Taehyun 태호/Taeho 하준/Hajun 현우/Hyunwoo 형준/Hyungjun',
  '김/Kim 김/Kim 김/Kim 김/Kim 이/Lee 이/Lee 이/Lee 박/Park 박/Park 정/Jung 최/Choi 조/Cho 강/Kang 윤/Yoon 장/Jang 임/Lim 한/Han 오/Oh 서/Seo 신/Shin 권/Kwon 황/Hwang 안/Ahn 송/Song 유/Yoo 홍/Hong 전/Jeon 고/Ko 문/Moon 손/Son 양/Yang 배/Bae 백/Baek 허/Heo 남/Nam 심/Shim 노/Noh 하/Ha 곽/Kwak 성/Sung 차/Cha 주/Joo 우/Woo 구/Koo 나/Na 민/Min 류/Ryu 진/Jin 엄/Eom',
);
export const egyptian = names(
  'آية/Aya أسماء/Asmaa أمل/Amal أميرة/Amira إيمان/Eman بسمة/Basma جميلة/Gamila حنان/Hanan داليا/Dalia دعاء/Doaa دينا/Dina رانيا/Rania ريم/Reem ريهام/Riham زينب/Zeinab سارة/Sara سلمى/Salma سمر/Samar شيماء/Shaimaa عبير/Abeer غادة/Ghada فاطمة/Fatma لبنى/Lobna ليلى/Laila مروة/Marwa منى/Mona مها/Maha مي/Mai ندى/Nada نادية/Nadia نهى/Noha نور/Nour نورهان/Nourhan هالة/Hala هبة/Heba ياسمين/Yasmine',
  'أحمد/Ahmed أشرف/Ashraf أكرم/Akram إبراهيم/Ibrahim إسلام/Islam أيمن/Ayman باسم/Bassem تامر/Tamer حازم/Hazem حسام/Hossam حسين/Hussein خالد/Khaled رامي/Ramy سامح/Sameh سامي/Samy شريف/Sherif طارق/Tarek عادل/Adel عبد_الرحمن/Abdelrahman عمر/Omar عمرو/Amr علي/Ali كريم/Karim ماجد/Maged محمد/Mohamed محمود/Mahmoud مصطفى/Mostafa معتز/Moataz هاني/Hany هشام/Hesham وائل/Wael وليد/Walid ياسر/Yasser يوسف/Youssef',
  'إبراهيم/Ibrahim إسماعيل/Ismail البنا/Elbanna الجندي/Elgendy الحداد/Elhaddad السيد/Elsayed الشافعي/Elshafei الشربيني/Elsherbiny الشناوي/Elshenawy العدوي/Eladawy المصري/Elmasry النجار/Elnaggar أنور/Anwar بدوي/Badawy توفيق/Tawfik جمال/Gamal حجازي/Hegazy حسن/Hassan حسنين/Hassanein خليل/Khalil رمضان/Ramadan زكي/Zaki سالم/Salem سعد/Saad سليمان/Soliman شاهين/Shahin شحاتة/Shehata صالح/Saleh صبري/Sabry طه/Taha عبد_العزيز/Abdelaziz عبد_الله/Abdallah عثمان/Osman عوض/Awad غانم/Ghanem فاروق/Farouk فوزي/Fawzy كامل/Kamel مراد/Mourad منصور/Mansour موسى/Moussa نصر/Nasr يوسف/Youssef',
);
